// Plugin of buf that generates the types of gRPC services, in addition to the messages of protoc-gen-es. It names methods as
// the proto does, which is how k6 calls them; protoc-gen-es uses lowerCamelCase.
import { createEcmaScriptPlugin, runNodeJs } from '@bufbuild/protoplugin';

/** @param {import('@bufbuild/protoplugin').Schema} schema */
function generateDts(schema) {
  for (const file of schema.files) if (file.services.length > 0) writeServices(schema, file);
}

/**
 * @param {import('@bufbuild/protoplugin').Schema} schema
 * @param {import('@bufbuild/protobuf').DescFile} file
 */
function writeServices(schema, file) {
  const text = schema.generateFile(`${file.name}.d.ts`);
  text.preamble(file);
  const method = text.import('GrpcMethod', 'loadline/grpc', true);
  for (const service of file.services) {
    text.print(text.jsDoc(service));
    text.print(text.export('interface', service.name), ' {');
    for (const rpc of service.methods) {
      const { name, methodKind, input, output } = rpc;
      const kind = text.string(methodKind.replace('_', '-'));
      const types = [text.importJson(input), ', ', text.importJson(output), ', ', text.importShape(output)];
      text.print(text.jsDoc(rpc, '  '));
      text.print('  ', name, ': ', method, '<', kind, ', ', types, '>;');
    }
    text.print('}');
    text.print();
  }
}

const plugin = createEcmaScriptPlugin({
  name: 'loadline',
  version: 'v1',
  generateTs: () => {},
  generateDts,
});

runNodeJs(plugin);
