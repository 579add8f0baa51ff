import type { Problem } from '../core/text/problem';
import type { Assignment } from './set-path';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where a value stands in the plans, as `--set` names it. */
type Place = Pick<Assignment, 'root' | 'path'>;

/** The source of a value that the command line gave by its path. */
const SET = '--set';

/**
 * The variables of a run and where each comes from. What is set later wins over what was set before, but neither the
 * environment nor a file wins over the command line.
 */
export class Levels {
  readonly variables: Record<string, string> = {};
  readonly sources: Record<string, string> = {};
  /** Values that the command line gives twice. */
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

  /** @param option that gave it, such as `--users` */
  setByOption(variable: string, text: string, option: string): void {
    this.checkPath(variable, option);
    this.set(variable, text, 'command line');
  }

  /** A value of a file: below the environment, unless `--set` put it there. @param place the first one counts that was set */
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

  /** Says more of where a variable's value comes from. */
  addSource(variable: string, text: string): void {
    const source = this.sources[variable] ?? `variable`;
    this.set(variable, this.variables[variable] ?? this.environment[variable] ?? '', `${source}, ${text}`);
  }

  /** Where the value at a place comes from. @param source of the file */
  sourceOf(place: Place, source: string): string {
    return this.assignmentOf(place) ? SET : source;
  }

  /** The assignment that gave a place its value: one to it, to what holds it, or to a part of it. */
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
