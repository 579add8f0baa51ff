import type { Problem } from '../core/text/problem';
import type { Assignment } from './set-path';

type Variables = Readonly<Record<string, string | undefined>>;

/** Place of a value in the plan files, as `--set` names it. */
type Place = Pick<Assignment, 'root' | 'path'>;

/** Source of a value that the command line set by its path. */
const SET = '--set';

/**
 * The variables of a run and the source of each. A later value replaces an earlier one, but neither the environment nor a
 * file replaces a value of the command line.
 */
export class Levels {
  readonly variables: Record<string, string> = {};
  readonly sources: Record<string, string> = {};
  /** Values that the command line sets twice. */
  readonly problems: Problem[] = [];
  readonly #pathOf = new Map<string, string>();

  constructor(
    private readonly environment: Variables,
    private readonly assignments: readonly Assignment[],
  ) {}

  set(variable: string, text: string, source: string): void {
    this.variables[variable] = text;
    this.sources[variable] = source;
  }

  /** Sets a variable from a command-line option. @param option such as `--users` */
  setByOption(variable: string, text: string, option: string): void {
    this.checkPath(variable, option);
    this.set(variable, text, 'command line');
  }

  /**
   * Sets a variable from a file, unless the environment sets it. A value that `--set` put into the file also replaces the
   * environment's.
   * @param place where the value can be set; the first one that `--set` names counts
   */
  setFromFile(
    variable: string,
    value: string | number | boolean | undefined,
    source: string,
    ...places: readonly Place[]
  ): void {
    if (value === undefined) return;
    const path = places.flatMap((place) => this.assignmentOf(place)?.text ?? [])[0];
    if (path !== undefined) {
      this.checkPath(variable, `--set ${path}`);
      this.#pathOf.set(variable, path);
      this.set(variable, String(value), SET);
    } else if (!this.environment[variable] && !this.#pathOf.has(variable)) {
      this.set(variable, String(value), source);
    }
  }

  /** Appends a text to the source of a variable. */
  addSource(variable: string, text: string): void {
    const source = this.sources[variable] ?? `variable`;
    this.set(variable, this.variables[variable] ?? this.environment[variable] ?? '', `${source}, ${text}`);
  }

  /** Source of the value at a place. @param source of the file, used when `--set` did not set the value */
  sourceOf(place: Place, source: string): string {
    return this.assignmentOf(place) ? SET : source;
  }

  /** The last assignment to a place, to a value that contains it, or to a part of it. */
  assignmentOf({ root, path }: Place): Assignment | undefined {
    return this.assignments.findLast(
      (assignment) =>
        assignment.root === root &&
        assignment.path.slice(0, path.length).every((part, index) => part === path[index]),
    );
  }

  private checkPath(variable: string, other: string): void {
    const path = this.#pathOf.get(variable);
    if (path === undefined || other === `--set ${path}`) return;
    this.problems.push({
      code: 'set-without-effect',
      where: `--set ${path}`,
      message: `sets the same as ${other}: write one of them`,
    });
  }
}
