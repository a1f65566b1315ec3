import { errorCatalogue } from '@besage/contracts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Address } from '../../src/address.js';

/** What of JSON Schema the document uses for what is sent. */
export interface InputSchema {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: InputSchema[];
  items?: InputSchema;
  properties?: Record<string, InputSchema>;
  minimum?: number;
  maximum?: number;
}

const AnySchema = Type.Unsafe<InputSchema>({ type: 'object' });
const Content = Type.Record(Type.String(), Type.Object({ schema: AnySchema }));
const Operation = Type.Object({
  parameters: Type.Optional(
    Type.Array(Type.Object({ name: Type.String(), in: Type.String(), schema: Type.Optional(AnySchema) })),
  ),
  requestBody: Type.Optional(Type.Object({ content: Content })),
  responses: Type.Record(Type.String(), Type.Object({ content: Type.Optional(Content) })),
});
const document = Compile(
  Type.Object({
    paths: Type.Record(Type.String(), Type.Record(Type.String(), Operation)),
    components: Type.Object({}),
  }),
);

/** A route as `/swagger.json` describes it. */
export interface ApiOperation {
  /** In capitals. */
  method: string;
  /** With its parameters in braces, without a slash at the end. */
  path: string;
  query: Record<string, InputSchema>;
  /** Schemas of bodies, by content type. */
  bodies: Record<string, InputSchema>;
  responses: Static<typeof Operation>['responses'];
}

export interface SeenResponse {
  status: number;
  contentType: string | undefined;
  text: string;
}

const formats = {
  uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
};

/** The document of the REST API, and whether what is answered keeps to it. */
export class ApiDocument {
  readonly operations: ApiOperation[];
  private readonly ajv = new Ajv2020({ strict: false, validateSchema: false, formats });

  private constructor(body: unknown) {
    const { paths, components } = document.Parse(body);
    this.ajv.addSchema({ paths, components, $id: 'openapi' });
    this.operations = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { parameters = [], requestBody, responses }]) => ({
        method: method.toUpperCase(),
        path: path.replace(/\/$/, ''),
        query: Object.fromEntries(
          parameters.filter((each) => each.in === 'query').map(({ name, schema }) => [name, schema ?? {}]),
        ),
        bodies: Object.fromEntries(
          Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => [type, schema]),
        ),
        responses,
      })),
    );
  }

  static async read(api: Address): Promise<ApiDocument> {
    return new ApiDocument(await (await fetch(`${api.url}/swagger.json`)).json());
  }

  /** The operation that takes a path without its query, as the router would find it: fixed steps before parameters. */
  find(method: string, path: string): ApiOperation | undefined {
    const steps = path.replace(/\/$/, '').split('/');
    const isTaken = (operation: ApiOperation) => {
      const wanted = operation.path.split('/');
      return wanted.length === steps.length && wanted.every((step, i) => step.startsWith('{') || step === steps[i]);
    };
    const fixed = (operation: ApiOperation) => operation.path.split('/').filter((step) => !step.startsWith('{')).length;
    return this.operations
      .filter((operation) => operation.method === method && isTaken(operation))
      .toSorted((a, b) => fixed(b) - fixed(a))[0];
  }

  /** What is wrong with a response, by what the document says of its operation and status; empty where it keeps to it. */
  misfits({ method, path, responses }: ApiOperation, { status, contentType, text }: SeenResponse): string {
    const named = responses[status];
    if (!named) return `${String(status)} is not named: ${text}`;
    if (!named.content) return text === '' ? '' : `a body, where none is named: ${text}`;
    const [type] = (contentType ?? '').split(';');
    if (!type || !named.content[type]) return `the content type ${String(contentType)} is not named`;
    const keys = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', type, 'schema'];
    return this.check(`openapi#/${keys.map(escape).join('/')}`, text);
  }

  /** What is wrong with a refusal of what no operation takes, which is told by one of these codes. */
  misfitsOfRefusal({ status, text }: SeenResponse, codes: readonly (keyof typeof errorCatalogue)[]): string {
    const wrong = this.check('openapi#/components/schemas/Error', text);
    if (wrong) return wrong;
    const { code } = JSON.parse(text) as { code: string };
    const isNamed = codes.some((each) => each === code && errorCatalogue[each].status === status);
    return isNamed ? '' : `${String(status)} ${code} is none of ${codes.join(', ')}`;
  }

  private check(pointer: string, text: string): string {
    const fits = this.ajv.getSchema(pointer);
    if (!fits) return `nothing at ${pointer}`;
    void fits(JSON.parse(text));
    return fits.errors ? `${this.ajv.errorsText(fits.errors)}: ${text.slice(0, 500)}` : '';
  }
}

const escape = (key: string) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
