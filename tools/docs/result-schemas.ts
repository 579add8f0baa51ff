import { z } from 'zod';
import { capacityFile } from '../../packages/loadline/src/results/capacity-file';
import { proofFile } from '../../packages/loadline/src/results/proof-file';
import { type JsonSchema, schemaFile } from './json-schema';

/** JSON schemas of files that commands write, other than results of runs. */
export function resultSchemas(): Record<'capacity' | 'prove', JsonSchema> {
  return {
    capacity: schemaFile('capacity.json: what `loadline capacity` found', jsonSchema(capacityFile)),
    prove: schemaFile('prove.json: what `loadline prove` found', jsonSchema(proofFile)),
  };
}

function jsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema);
  return json as JsonSchema;
}
