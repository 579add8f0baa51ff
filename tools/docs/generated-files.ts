import { cliPage } from './cli-page';
import { errorsPage } from './errors-page';
import { planSchemas } from './plan-schemas';
import { resultSchemas } from './result-schemas';
import { thresholdsSchema } from './thresholds-schema';

/** Texts of the files that are generated from the sources alone, by path from the project's root. */
export function generatedFiles(): Record<string, string> {
  const schemas = Object.entries({ ...planSchemas(), ...resultSchemas(), thresholds: thresholdsSchema() });
  return {
    'docs/cli.md': cliPage(),
    'docs/errors.md': errorsPage(),
    ...Object.fromEntries(
      schemas.map(([name, schema]) => [
        `schemas/${name}.schema.json`,
        `${JSON.stringify(schema, null, 2)}\n`,
      ]),
    ),
  };
}
