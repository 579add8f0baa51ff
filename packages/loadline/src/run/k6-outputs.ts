import type { Problem } from '../core/text/problem';

/** An output of k6 that the user asked for with `--k6-out`. */
export interface K6Output {
  readonly name: string;
  /** The text for k6's option `--out`. `{instance}` in it stands for the number of the instance. */
  readonly text: string;
}

/** Outputs that loadline uses itself, or that make no sense beside it, and what to write instead. */
const REFUSED: Readonly<Record<string, string>> = {
  csv: 'is how loadline reads the samples: leave it out, they are in samples-<i>.csv.gz of the folder of the run',
  cloud: 'sends the run to Grafana Cloud k6: write loadline cloud --local-execution',
  'web-dashboard': 'is the live dashboard: write --dashboard',
  summary: 'is part of k6 itself: leave it out',
};

/** Prefixes of the variables of k6's own outputs. Those of extensions begin with K6 and the name of the output. */
const PREFIXES: Readonly<Record<string, string>> = {
  'experimental-prometheus-rw': 'K6_PROMETHEUS_RW_',
  opentelemetry: 'K6_OTEL_',
  'experimental-opentelemetry': 'K6_OTEL_',
};

/** Reads the values of `--k6-out`. @param instances k6 processes that run here. @param problems receives what is wrong */
export function readK6Outputs(texts: readonly string[], instances: number, problems: Problem[]): K6Output[] {
  return texts.flatMap((text) => {
    const name = text.replace(/=.*$/s, '');
    const message = problemOf(name, text, instances);
    if (message === undefined) return [{ name, text }];
    // Its value may hold a password.
    problems.push({ code: 'option-value', where: `--k6-out ${name}`, message });
    return [];
  });
}

function problemOf(name: string, text: string, instances: number): string | undefined {
  if (!/^[a-z][a-z0-9-]*$/i.test(name))
    return 'is no output of k6: write its name, and its value if it has one, such as json=samples-{instance}.json';
  const refused = REFUSED[name.toLowerCase()];
  if (refused !== undefined) return refused;
  if (/:\/\/[^/\s]*@|[?&,;](?:[\w-]*(?:token|secret|password|passwd|api_?key|credential)[\w-]*)=/i.test(text))
    return `contains a password or a token, and every user of the machine can read the arguments of k6: set it in a variable, such as ${prefixOf(name)}PASSWORD`;
  if (name === 'json' && instances > 1 && !text.includes('{instance}'))
    return `is one file for ${instances} k6 processes: write {instance} into its name, such as json=samples-{instance}.json`;
  return undefined;
}

function prefixOf(name: string): string {
  return PREFIXES[name] ?? `K6_${name.toUpperCase().replaceAll('-', '_')}_`;
}

/** Arguments of k6 for the outputs of an instance. */
export function outputArguments(outputs: readonly K6Output[], instance: number): string[] {
  return outputs.flatMap(({ text }) => ['--out', text.replaceAll('{instance}', String(instance))]);
}

/** The variables that k6 needs for these outputs. loadline passes on no other settings of k6. */
export function outputSettings(
  outputs: readonly K6Output[],
  variables: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const prefixes = outputs.map(({ name }) => prefixOf(name));
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      value !== undefined && prefixes.some((prefix) => name.startsWith(prefix))
        ? [[name, value] as const]
        : [],
    ),
  );
}

/** The secrets among these variables. k6 may repeat them in an error. */
export function outputSecrets(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) =>
    /PASSWORD|TOKEN|SECRET|HEADER|KEY|CREDENTIAL/.test(name) ? [value, ...value.split(/[=,\s]+/)] : [],
  );
}
