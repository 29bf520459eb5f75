/** The messages of the gRPC services, from the .proto texts beside this file. */
import { join } from 'node:path';
import protobuf from 'protobufjs';

const FILES = ['tfplugin6', 'health', 'plugin'].map((name) => join(__dirname, `${name}.proto`));

const conversion = {
  longs: Number,
  enums: String,
  bytes: Buffer,
  defaults: true,
  arrays: true,
  objects: true,
} as const;

export interface Method {
  decode(bytes: Uint8Array): object;
  encode(message: object): Uint8Array;
}

/** Every method by its path on the wire, "/tfplugin6.Provider/ReadResource". */
export function loadMethods(): Map<string, Method> {
  const root = new protobuf.Root().loadSync(FILES, { keepCase: true });
  const methods = new Map<string, Method>();
  for (const name of ['tfplugin6.Provider', 'grpc.health.v1.Health', 'plugin.GRPCController']) {
    const service = root.lookupService(name);
    for (const method of service.methodsArray) {
      const request = service.lookupType(method.requestType);
      const response = service.lookupType(method.responseType);
      methods.set(`/${name}/${method.name}`, {
        decode: (bytes) => request.toObject(request.decode(bytes), conversion),
        encode: (message) => response.encode(response.fromObject(message)).finish(),
      });
    }
  }
  return methods;
}
