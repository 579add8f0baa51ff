import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import type { ProfileFile } from '../core/spec/profile';
import type { Problem } from '../core/text/problem';
import { type EnvironmentFile, environmentFile } from './environment-file';
import { readProfile } from './profile-file';
import { readYaml, YamlError } from './read-yaml';
import { type RegistryFile, registryFile } from './registry-file';
import { problemsOf } from './schema';

/** The files under `plans/` as they were read, not yet checked. */
export interface RawPlans {
  readonly registry: unknown;
  readonly environments: Readonly<Record<string, unknown>>;
  readonly profiles: Readonly<Record<string, unknown>>;
  /** Problems of the files that are not YAML. */
  readonly problems: readonly Problem[];
}

/** The files under `plans/` that are well-formed. */
export interface Plans {
  readonly registry: RegistryFile | undefined;
  readonly environments: Readonly<Record<string, EnvironmentFile>>;
  readonly profiles: Readonly<Record<string, ProfileFile>>;
  readonly problems: readonly Problem[];
}

/** Reads every plan file. @param folder path of `plans` */
export function readPlans(folder: string): RawPlans {
  const problems: Problem[] = [];
  const read = (file: string): unknown => {
    if (!existsSync(join(folder, file))) {
      if (existsSync(join(folder, file.replace(/\.yml$/, '.yaml')))) return undefined;
      problems.push({ code: 'plan-file-missing', where: `plans/${file}`, message: 'is missing: write it' });
      return undefined;
    }
    try {
      return readYaml(readFileSync(join(folder, file), 'utf8'));
    } catch (error) {
      const at = error instanceof YamlError && error.at !== undefined ? `:${error.at}` : '';
      problems.push({
        code: 'plan-file-value',
        where: `plans/${file}${at}`,
        message: `${(error as Error).message}: mend it`,
      });
      return undefined;
    }
  };
  const readAll = (kind: string) => {
    const files = existsSync(join(folder, kind)) ? readdirSync(join(folder, kind)) : [];
    problems.push(...files.flatMap((file) => otherwiseNamed(`${kind}/${file}`)));
    const names = files.filter((file) => file.endsWith('.yml')).map((file) => basename(file, '.yml'));
    return Object.fromEntries(names.map((name) => [name, read(`${kind}/${name}.yml`)]));
  };
  if (existsSync(folder)) problems.push(...readdirSync(folder).flatMap(otherwiseNamed));
  return {
    registry: read('registry.yml'),
    environments: readAll('environments'),
    profiles: readAll('profiles'),
    problems,
  };
}

/** The problem of a file that looks like a plan file but would be ignored because of its ending. @param file below `plans/` */
function otherwiseNamed(file: string): Problem[] {
  const [, name = ''] = /^(.*)\.ya?ml$/i.exec(file) ?? [];
  if (name === '' || file.endsWith('.yml')) return [];
  return [
    { code: 'plan-file-name', where: `plans/${file}`, message: `is not read: call it ${basename(name)}.yml` },
  ];
}

/** Checks the structure of every file. References from one file to another are checked where they are followed. */
export function checkPlans(raw: RawPlans): Plans {
  const problems = [...raw.problems];
  const checked = <T>(schema: z.ZodType<T>, value: unknown, file: string): T | undefined => {
    const parsed = schema.safeParse(value);
    if (!parsed.success) problems.push(...problemsOf(parsed.error, `plans/${file}`, schema));
    return parsed.data;
  };
  const each = <T>(
    kind: string,
    values: RawPlans['profiles'],
    check: (value: unknown, file: string) => T | undefined,
  ) => {
    const entries = Object.entries(values).flatMap(([name, value]) => {
      const good = value === undefined ? undefined : check(value, `${kind}/${name}.yml`);
      return good === undefined ? [] : [[name, good] as const];
    });
    return Object.fromEntries(entries);
  };
  return {
    registry: raw.registry === undefined ? undefined : checked(registryFile, raw.registry, 'registry.yml'),
    environments: each('environments', raw.environments, (value, file) =>
      checked(environmentFile, value, file),
    ),
    profiles: each('profiles', raw.profiles, (value, file) => {
      const { profile, problems: found } = readProfile(value, `plans/${file}`);
      problems.push(...found);
      return profile;
    }),
    problems,
  };
}
