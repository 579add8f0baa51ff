import { z } from 'zod';
import { readHostAndPort } from '../core/network/address';
import { shareProblem, traceLinkProblem } from '../core/telemetry/trace';
import { dataNameProblem } from './data-names';
import { listenersFile } from './listener-file';
import { observeFile } from './observe-file';
import { ask, text } from './schema';

const variableName = z
  .string({ error: 'write the name of a variable' })
  .regex(
    /^[A-Z][A-Z0-9_]*$/,
    'is not the name of a variable: write one such as USER_1_PASSWORD, never the secret itself',
  );

/** Name of a field of an account. */
export const fieldName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]*$/,
    'is not the name of a field: write small letters, digits and _, such as client_id for USER_1_CLIENT_ID',
  );

const address = text.refine((value) => readHostAndPort(value) !== undefined, {
  error: 'is no address: write host:port without a scheme, such as stage.example.com:443 or [::1]:8000',
});

const suite = z.strictObject(
  {
    /** `host:port`. */
    address,
    tls: z.boolean({ error: 'write true or false' }).optional(),
    /** Variables of the suite that are not secret: existing test records, sizes. The suite checks each value. */
    data: z
      .record(
        variableName.superRefine((name, context) => {
          const message = dataNameProblem(name);
          if (message !== undefined) context.addIssue({ code: 'custom', message });
        }),
        z.union([z.string(), z.number(), z.boolean()], 'write a text, a number, true or false'),
      )
      .optional(),
  },
  ask('write address: host:port'),
);

/** A text without problems. @param problemOf what is wrong with it; undefined: nothing is */
function textWithout(problemOf: (value: string) => string | undefined, kind = text) {
  return kind.superRefine((value, context) => {
    const message = problemOf(value);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
}

const ALLOW =
  'write the hosts that may be contacted besides this machine, such as allow: [stage.example.com], or allow: [] for none';
const SUITES = 'write where the system of each suite is, such as shop: { address: stage.example.com:443 }';

/** `plans/environments/<name>.yml`: where the systems are, what may be contacted, and which variables hold the secrets. */
export const environmentFile = z.strictObject(
  {
    description: text,
    location: text.optional(),
    /** Hosts, as `host` or `host:port`, that may be contacted. */
    allow: z.array(address, ask(ALLOW)),
    suites: z.record(z.string(), suite, ask(SUITES)),
    /** Whether `loadline prove` may delay and reset its connections to these systems. */
    prove: z.boolean('write true or false').optional(),
    /**
     * Accounts by role. Each account has the fields that a sign-in needs; the value of a field is the name of the variable
     * that holds it.
     */
    roles: z
      .record(z.string(), z.array(z.record(fieldName, variableName), 'write a list of accounts'))
      .optional(),
    /** How calls are identified for the tracing of the systems. Absent: tracing is off. */
    trace: z
      .strictObject(
        {
          /** Share of the iterations whose calls carry the sampled flag. */
          share: textWithout(
            shareProblem,
            z.string(ask('write a share above 0% and up to 100%, such as 1%')),
          ),
          /** Address of a trace, with `{traceId}` in it. */
          link: textWithout(traceLinkProblem).optional(),
        },
        ask('write share and link'),
      )
      .optional(),
    /** Receivers of figures and events during a run, by name. */
    listeners: listenersFile.optional(),
    /** Series of other systems that are observed during a run, by source. */
    observe: observeFile.optional(),
  },
  ask('write description, allow and suites'),
);

export type EnvironmentFile = z.infer<typeof environmentFile>;
