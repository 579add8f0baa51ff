/** The four kinds of gRPC methods, by how many messages each side sends. */
export type GrpcMethodKind = 'unary' | 'server-streaming' | 'client-streaming' | 'bidi-streaming';

/**
 * A method of a service in the generated types: an interface for each service of the protos has one of these for each
 * method. It exists only at compile time.
 *
 * @example
 * // generated from `rpc GetJob(GetJobRequest) returns (Job)`
 * export interface JobService {
 *   GetJob: GrpcMethod<'unary', GetJobRequestJson, JobJson, Job>;
 * }
 */
export interface GrpcMethod<Kind extends GrpcMethodKind, Request, Reply, ReplyMessage> {
  readonly kind: Kind;
  readonly request: Sent<Request>;
  readonly reply: Received<Reply, ReplyMessage>;
}

/** `google.protobuf.Any`: the full name of a message of the system's protos (or of protos that they import), and its fields. */
export interface PackedMessage {
  /** E.g. `type.googleapis.com/pb.Vacancy`. */
  '@type': string;
  [field: string]: unknown;
}

/**
 * Names of the methods of a service that are of one kind.
 *
 * @example
 * MethodsOf<JobService, 'unary'> // 'GetJob'
 */
export type MethodsOf<Service, Kind extends GrpcMethodKind> = keyof {
  [Method in keyof Service as Service[Method] extends { readonly kind: Kind }
    ? Method & string
    : never]: true;
};

/**
 * The request of a method. For a method that takes a stream, each of its messages.
 *
 * @example
 * function draftJob(iteration: Iteration): RequestOf<JobService, 'CreateJob'> { … }
 */
export type RequestOf<Service, Method extends keyof Service> = Service[Method] extends {
  readonly request: infer Request extends object;
}
  ? Request
  : never;

/**
 * The reply of a method. For a method that answers with a stream, each of its messages.
 *
 * @example
 * const isOpen = (job: ReplyOf<JobService, 'GetJob'>) => job.state === 'OPEN';
 */
export type ReplyOf<Service, Method extends keyof Service> = Service[Method] extends {
  readonly reply: infer Reply;
}
  ? Reply
  : never;

/**
 * Proto3 JSON that k6 accepts: each field may be left out. protoc-gen-es generates this type, except for `Any`, whose fields
 * beside `@type` it does not know.
 */
export type Sent<Json> = null extends Json
  ? Json
  : Json extends unknown
    ? IsPacked<Json> extends true
      ? PackedMessage
      : { [Field in keyof Json]: Sent<Json[Field]> }
    : never;

/**
 * Proto3 JSON that k6 returns. It also contains fields that were not sent: scalars and enums as zero, lists and maps empty,
 * messages as null. Only `optional` fields and fields of a `oneof` are left out. The other type that protoc-gen-es generates
 * for a message shows which fields these are.
 */
export type Received<Json, Message> = null extends Json
  ? Json
  : IsPacked<Json> extends true
    ? PackedMessage
    : Json extends readonly (infer Item)[]
      ? Received<Item, Message extends readonly (infer ItemMessage)[] ? ItemMessage : never>[]
      : Json extends object
        ? number extends keyof Json
          ? { [Key in keyof Json]: Received<Json[Key], Message[Key & keyof Message]> }
          : ReceivedFields<Json, Message>
        : Json;

type ReceivedFields<Json, Message> = Flat<
  {
    [Field in keyof Json as IsAlwaysThere<Message, Field> extends true ? Field : never]-?: ReceivedField<
      Json,
      Message,
      Field
    >;
  } & {
    [Field in keyof Json as IsAlwaysThere<Message, Field> extends true ? never : Field]?:
      | ReceivedField<Json, Message, Field>
      | (Field extends keyof Message ? null : never);
  }
>;

type ReceivedField<Json, Message, Field extends keyof Json> = Received<
  NonNullable<Json[Field]>,
  NonNullable<MemberOf<Message, Field>>
>;

type IsAlwaysThere<Message, Field> = Field extends keyof Message
  ? undefined extends Message[Field]
    ? false
    : true
  : false;

/** A field of a message. A field of a `oneof` is a case of it. */
type MemberOf<Message, Field> = Field extends keyof Message
  ? Message[Field]
  : Extract<Message[keyof Message], { case: Field }> extends { value: infer Value }
    ? Value
    : never;

type IsPacked<Json> = [keyof Json, '@type'] extends ['@type', keyof Json] ? true : false;

/** Merges an intersection into one type, so that the compiler names its fields in errors. */
type Flat<Type> = Type extends infer Whole ? { [Key in keyof Whole]: Whole[Key] } : never;
