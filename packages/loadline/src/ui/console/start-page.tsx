import { own } from '../../core/text/own';
import { Mark, VerdictMark } from '../components/mark';
import { Section } from '../components/table';
import { Options } from './choice';

/** A test of the registry, and its last run. */
export interface TestRow {
  readonly name: string;
  readonly description: string;
  readonly last?: {
    readonly run: string;
    readonly verdict: 'pass' | 'fail' | 'invalid' | 'none';
    readonly age: string;
  };
}

/** A field of the form: an option of `loadline run`. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  /** Valid values. Absent: any text. */
  readonly values?: readonly string[];
  /** Whether any number of the values may be chosen, each by a box. */
  readonly isMany?: boolean;
  readonly isLong?: boolean;
}

export interface StartProps {
  readonly tests: readonly TestRow[];
  /** Name of the chosen test. */
  readonly chosen: string;
  readonly fields: readonly Field[];
  /** Problems of the plan files. If there are any, the form is not shown. */
  readonly problems: readonly string[];
  /** Values that the fields have at first, by name. */
  readonly values: Readonly<Record<string, string>>;
}

/** Page to choose a test, change its values, see its plan and start it. The last three need the page's script. */
export function StartPage({ tests, chosen, fields, problems, values }: StartProps) {
  if (problems.length > 0)
    return (
      <Section id="problems" title="The plans are wrong">
        <ul>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      </Section>
    );
  const test = tests.find(({ name }) => name === chosen);
  return (
    <div class="start">
      <Section id="tests" title="Tests">
        <ul class="tests">
          {tests.map(({ name, last }) => (
            <li key={name}>
              <a
                href={`/?test=${encodeURIComponent(name)}`}
                aria-current={name === chosen ? 'true' : undefined}
              >
                {name}
              </a>{' '}
              <span class="small">
                {last ? (
                  <a
                    href={`/runs/${last.run}`}
                    aria-label={`last run of ${name}: ${last.verdict}, ${last.age} ago`}
                  >
                    {last.verdict === 'none' ? (
                      'none'
                    ) : (
                      <span class={`of ${last.verdict}`}>
                        <VerdictMark verdict={last.verdict} />
                      </span>
                    )}{' '}
                    {last.age}
                  </a>
                ) : (
                  <Mark kind="none">never run</Mark>
                )}
              </span>
            </li>
          ))}
        </ul>
      </Section>
      <Section id="start" title={test ? `Start ${test.name}` : 'Start'}>
        <p>{test?.description}</p>
        <form id="form" data-test={chosen} noValidate>
          <div class="fields">
            {fields.map((field) => (
              <FormField key={field.name} {...field} value={own(values, field.name) ?? ''} />
            ))}
          </div>
          <div id="problem-list" role="alert" />
          <p>
            <button type="submit">Start</button>{' '}
            <button type="button" id="debug" aria-describedby="hint-debug">
              Debug
            </button>{' '}
            <span class="hint small" id="hint-debug">
              Debug does one iteration of each chosen journey and prints every request and reply. It has no
              load.
            </span>
          </p>
        </form>
        <div id="plan" aria-live="off" />
        <p class="hint small">
          Empty fields leave the values of the test. Users do not wait for the service: iterations begin on
          schedule.
        </p>
      </Section>
    </div>
  );
}

function FormField(field: Field & { value: string }) {
  const { name, label, hint, values, isLong, value: first } = field;
  if (field.isMany) return <Boxes {...field} />;
  const common = { id: `field-${name}`, name, 'aria-describedby': `hint-${name} error-${name}` };
  return (
    <div class="field">
      <label for={`field-${name}`}>{label}</label>
      {values ? (
        <select {...common}>
          <Options none="as in the test" values={values} chosen={first} />
        </select>
      ) : isLong ? (
        <textarea {...common} rows={2} value={first} />
      ) : (
        <input {...common} value={first} autocomplete="off" />
      )}
      <span class="hint small" id={`hint-${name}`}>
        {hint}
      </span>
      <span class="wrong small" id={`error-${name}`} />
    </div>
  );
}

/** Values to choose any number of. */
function Boxes({ name, label, hint, values = [], value: first }: Field & { value: string }) {
  const chosen = first.split(',');
  return (
    <fieldset class="field boxes" aria-describedby={`hint-${name} error-${name}`}>
      <legend>{label}</legend>
      <span>
        {values.map((value) => (
          <label key={value}>
            <input type="checkbox" name={name} value={value} checked={chosen.includes(value)} /> {value}
          </label>
        ))}
      </span>
      <span class="hint small" id={`hint-${name}`}>
        {hint}
      </span>
      <span class="wrong small" id={`error-${name}`} />
    </fieldset>
  );
}
