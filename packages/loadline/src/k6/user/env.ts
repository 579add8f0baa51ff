import { readBaseUrl, readHost, rootedProblem } from '../../core/network/address';
import { OWN } from '../../core/spec/own-variables';
import type { AddressVariables, Setting } from '../../core/spec/run-spec';
import { DurationError, formatDuration, parseDuration } from '../../core/text/duration';
import { isOn } from '../../core/text/flag';
import { didYouMean } from '../../core/text/nearest';
import type { Problem } from '../../core/text/problem';
import type { ProblemCode } from '../../core/text/problem-codes';
import { quoting, shownValue } from '../../core/text/shown-value';
import { howToSet, readSources, withSource } from './sources';
import { parseWeights } from './weights';

/** How a variable is parsed and shown. */
interface Kind<T> {
  parse(text: string): T;
  show(value: T): string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The variables of a run. This is the only place that reads the environment. Each method reads a variable and collects what
 * is wrong with it, so that all problems are reported at once. An empty value counts as not set.
 */
export class Env {
  readonly problems: Problem[] = [];
  readonly settings: Setting[] = [];
  /** Variables that were read as addresses of systems, with the address that the run takes. */
  readonly addresses: { readonly variables: AddressVariables; readonly address: string | undefined }[] = [];
  /** Addresses that the run will contact. */
  readonly targets: string[] = [];
  /** Problems with these addresses: then the run contacts nothing. */
  readonly refused: Problem[] = [];
  /** All variables that were read. */
  readonly names: string[] = [];
  private readonly sources: Readonly<Record<string, string>>;
  /** Names of the variables that have a problem. */
  private readonly wrongNames = new Set<string>();

  constructor(private readonly variables: Variables) {
    const sources = readSources(variables);
    this.sources = sources ?? {};
    if (sources) return;
    const message = `is no JSON object of texts: leave it out, or write the source of each variable, such as {"USERS":"nightly job"}`;
    this.problems.push({ code: 'variable-value', where: OWN.sources, message });
  }

  /** Names of the variables that have a value. */
  get setNames(): string[] {
    return Object.keys(this.variables).filter((name) => this.isSet(name));
  }

  /** The settings without secrets. */
  get shownSettings(): Setting[] {
    return this.settings.map((setting) => ({ ...setting, value: shownValue(setting.name, setting.value) }));
  }

  /** Reads a text. Undefined when there is neither a value nor a default. */
  text(name: string, byDefault?: string): string | undefined {
    return this.read(name, byDefault, { parse: (text) => text, show: (value) => value });
  }

  /** Reads a whole number from `min` to `max`. */
  integer(
    name: string,
    byDefault: number | undefined,
    min = 1,
    max = Number.MAX_SAFE_INTEGER,
  ): number | undefined {
    return this.read(name, byDefault, {
      parse: (text) => {
        const value = Number(text);
        if (/^\d+$/.test(text) && value >= min && value <= max) return value;
        const range = max === Number.MAX_SAFE_INTEGER ? `from ${min} upwards` : `from ${min} to ${max}`;
        throw new RangeError(`is "${text}": write a whole number ${range}`);
      },
      show: String,
    });
  }

  /** Reads a number above 0. */
  positive(name: string): number | undefined {
    return this.read<number>(name, undefined, {
      parse: (text) => {
        const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
        if (value > 0) return value;
        throw new RangeError(`is "${text}": write a number above 0`);
      },
      show: String,
    });
  }

  /** Reads a duration in ms, not below `minMs`. */
  durationMs(name: string, byDefaultMs?: number, minMs = 0): number | undefined {
    return this.read(name, byDefaultMs, {
      parse: (text) => {
        const ms = parseDuration(text);
        if (ms >= minMs) return ms;
        throw new RangeError(`is "${text}": write a longer one, such as 30s`);
      },
      show: formatDuration,
    });
  }

  /** Reads a period in ms, or `once`. */
  period(name: string): number | 'once' | undefined {
    return this.read<number | 'once'>(name, undefined, {
      parse: (text) => {
        if (text === 'once') return text;
        const ms = parseDuration(text);
        if (ms > 0) return ms;
        throw new RangeError(`is "${text}": write a duration above 0s, or once`);
      },
      show: (value) => (value === 'once' ? value : formatDuration(value)),
    });
  }

  /** Reads the base URL of a system, without a slash at its end. Problems do not quote it, because it may contain a password. */
  baseUrl(name: string, byDefault?: string): string | undefined {
    const url = this.read(name, byDefault ?? this.standIn(name), {
      parse: (text) => {
        const read = readBaseUrl(text);
        if (read) return read.url;
        if (text.includes('@')) this.refuseUserName(name, 'the URL');
        this.refuseRooted(name, text);
        throw new RangeError(`is "${text}": write a base URL such as http://127.0.0.1:8000`);
      },
      show: (value) => value,
    });
    if (url === undefined && !this.isWrong(name))
      this.wrong(
        name,
        'is not set: write where the system is, such as http://127.0.0.1:8000',
        'variable-missing',
      );
    this.addresses.push({ variables: { url: name }, address: url });
    if (url !== undefined) this.targets.push(url);
    return url;
  }

  /** A different address for each variable, when only facts about the suite are needed. */
  private standIn(name: string): string | undefined {
    return this.variables[OWN.facts] ? `http://127.0.0.1/${name}` : undefined;
  }

  /** Reads the address of a system from a variable for the host and one for the port. @returns `host:port`, as it is dialled */
  address(hostName: string, portName: string, defaultHost: string, defaultPort: number): string {
    const host = this.read(hostName, defaultHost, {
      parse: (text) => {
        const read = readHost(text);
        if (read) return read.text;
        if (text.includes('@')) this.refuseUserName(hostName, 'the host');
        this.refuseRooted(hostName, text);
        const example = 'write the host alone, such as stage.example.com, 127.0.0.1 or ::1';
        throw new RangeError(`is "${text}": ${example}; the port belongs in ${portName}`);
      },
      show: (value) => value,
    });
    const port = this.integer(portName, defaultPort, 1, 65_535) ?? defaultPort;
    const address = `${host}:${port}`;
    this.addresses.push({ variables: { host: hostName, port: portName }, address });
    this.targets.push(address);
    return address;
  }

  private refuseRooted(name: string, text: string): void {
    const message = rootedProblem(text);
    if (message === undefined) return;
    this.refused.push({ code: 'target-not-allowed', where: this.where(name), message });
    throw new RangeError(message);
  }

  /** Refuses a user name in an address: it can make a host look like another one, and may come with a password. */
  private refuseUserName(name: string, what: string): never {
    const message = `contains a user name: write ${what} without it`;
    this.refused.push({ code: 'target-not-allowed', where: this.where(name), message });
    throw new RangeError(message);
  }

  /** Reads a proxy for HTTP calls. The run contacts it like a system. */
  proxy(name: string): void {
    const url = this.read<string>(name, undefined, {
      parse: (text) => {
        this.refuseRooted(name, text);
        const proxy = text.includes('://') ? text : `http://${text}`;
        if (/^https?:\/\/[^\s/?#@]+\/?$/.test(proxy)) return proxy;
        const what = text.includes('@') ? 'contains a user name: write the URL without it' : 'is not a URL';
        const message = `${what}, such as http://proxy.example.com:3128`;
        this.refused.push({ code: 'target-not-allowed', where: this.where(name), message });
        throw new RangeError(message);
      },
      show: (value) => value,
    });
    if (url !== undefined) this.targets.push(url);
  }

  /** Reads one of the valid names. */
  choice(name: string, valid: readonly string[], byDefault: string): string {
    const chosen = this.read(name, byDefault, {
      parse: (text) => {
        if (valid.includes(text)) return text;
        throw new RangeError(`there is no "${text}": ${didYouMean(text, valid)}`);
      },
      show: (value) => value,
    });
    return chosen ?? byDefault;
  }

  /** Reads whole numbers by name, `a:1,b:2`. A name that is left out has 0. Default: 1 each. */
  weights(name: string, valid: readonly string[]): void {
    this.read(
      name,
      valid.map((item) => `${item}:1`),
      {
        parse: (text) => parseWeights(text, valid),
        show: (pairs) => pairs.join(','),
      },
    );
  }

  /** Reads texts separated by commas. Empty when not set. */
  list(name: string): string[] {
    const items = this.read<string[]>(name, undefined, {
      parse: (text) => text.split(',').map((item) => item.trim()),
      show: (values) => values.join(','),
    });
    return items ?? [];
  }

  /** Reads `1` or `true`, `0` or `false`. False when not set. */
  flag(name: string): boolean {
    const value = this.read(name, false, {
      parse: (text) => {
        if (isOn(text)) return true;
        if (text === '0' || text === 'false') return false;
        throw new RangeError(`is "${text}": write 1 or true, 0 or false`);
      },
      show: (on) => (on ? '1' : '0'),
    });
    return value ?? false;
  }

  /** Reads a secret text. It is never among the settings, nor in a problem. */
  secret(name: string): string | undefined {
    this.names.push(name);
    return this.variables[name] || undefined;
  }

  /** Reads secrets without which a run makes no sense: for `needs` of a suite. */
  requireSecrets(...names: readonly string[]): void {
    for (const name of names)
      if (this.secret(name) === undefined)
        this.wrong(name, `is not set: ${howToSet(this.variables)}`, 'variable-missing');
  }

  /** Adds a problem with a variable, and names the source of its value. */
  wrong(name: string, message: string, code: ProblemCode = 'variable-value'): void {
    this.wrongNames.add(name);
    this.problems.push({ code, where: this.where(name), message });
  }

  /** Whether a variable has a value. */
  isSet(name: string): boolean {
    return Boolean(this.variables[name]);
  }

  /** Whether one of these variables has a problem. */
  isWrong(...names: readonly string[]): boolean {
    return names.some((name) => this.wrongNames.has(name));
  }

  /**
   * Returns a variable's name with the source of its value. The option `--proxy` stands for several variables, so it is
   * returned instead.
   */
  where(name: string): string {
    const source = this.sources[name];
    return source?.startsWith('--proxy') ? source : withSource(name, this.sources);
  }

  private read<T>(name: string, byDefault: T | undefined, kind: Kind<T>): T | undefined {
    this.names.push(name);
    const text = this.variables[name];
    if (text === undefined || text === '') {
      if (byDefault !== undefined)
        this.settings.push({ name, value: kind.show(byDefault), source: 'default' });
      return byDefault;
    }
    try {
      const value = kind.parse(text);
      this.settings.push({ name, value: kind.show(value), source: this.sources[name] ?? 'variable' });
      return value;
    } catch (error) {
      if (!(error instanceof RangeError) && !(error instanceof DurationError)) throw error;
      this.wrong(name, quoting(error.message, name, text));
      return byDefault;
    }
  }
}
