interface OptionsProps {
  /** Name of the first option, which has no value. */
  readonly none: string;
  readonly values: readonly string[];
  /** Absent: the first option. */
  readonly chosen: string | undefined;
}

interface ChoiceProps extends OptionsProps {
  readonly label: string;
  readonly name: string;
}

/** A value that a form sends, or none. */
export function Choice({ label, name, ...options }: ChoiceProps) {
  return (
    <label>
      {label}{' '}
      <select name={name}>
        <Options {...options} />
      </select>
    </label>
  );
}

/** The options of a select element. */
export function Options({ none, values, chosen }: OptionsProps) {
  return (
    <>
      <option value="">{none}</option>
      {values.map((value) => (
        <option key={value} value={value} selected={value === chosen}>
          {value}
        </option>
      ))}
    </>
  );
}
