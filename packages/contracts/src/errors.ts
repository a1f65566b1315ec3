/** Every refusal that a client can meet, over REST and over sockets: its HTTP status and its sentence. */
export const errorCatalogue = {
  invalid_input: { status: 400, sentence: 'Some of what was sent is not valid.' },
  host_not_allowed: { status: 400, sentence: 'This service is not known by this host name.' },
  invalid_json: { status: 400, sentence: 'The body is not valid JSON.' },
  invalid_frame: { status: 400, sentence: 'The frame is not valid.' },
  unknown_frame: { status: 400, sentence: 'There is no frame of this type.' },
  content_required: { status: 400, sentence: 'A message needs some content.' },
  content_too_long: { status: 400, sentence: 'The message is too long.' },
  reply_not_found: { status: 400, sentence: 'The message that this replies to is not in this chat.' },
  own_message: { status: 400, sentence: 'This is your own message.' },
  unknown_status: { status: 400, sentence: 'A status is delivered or read.' },
  attachment_not_found: { status: 400, sentence: 'One of the attachments is not there, or not yours, or sent before.' },
  invalid_image: { status: 400, sentence: 'This is not an image that we take: JPEG, PNG, WebP, GIF or AVIF.' },
  too_many_participants: { status: 400, sentence: 'A chat cannot hold that many people.' },
  weak_password: { status: 400, sentence: 'This password is too easy to guess.' },
  wrong_password: { status: 400, sentence: 'The password is wrong.' },
  password_required: { status: 400, sentence: 'To change the e-mail address, send your password, too.' },
  username_taken: { status: 400, sentence: 'This username is taken.' },
  email_taken: { status: 400, sentence: 'This e-mail address is taken.' },
  not_authenticated: { status: 401, sentence: 'A valid access token is required.' },
  token_expired: { status: 401, sentence: 'The access token has run out.' },
  invalid_credentials: { status: 401, sentence: 'The username or the password is wrong.' },
  invalid_refresh_token: { status: 401, sentence: 'The refresh token is not valid, or was used before.' },
  not_a_participant: { status: 403, sentence: 'You are not in this chat.' },
  not_allowed: { status: 403, sentence: 'You are not allowed to do this.' },
  origin_not_allowed: { status: 403, sentence: 'This origin is not allowed.' },
  not_found: { status: 404, sentence: 'There is nothing here.' },
  chat_not_found: { status: 404, sentence: 'There is no such chat.' },
  user_not_found: { status: 404, sentence: 'There is no such person.' },
  reaction_not_found: { status: 404, sentence: 'There is no such reaction.' },
  message_not_found: { status: 404, sentence: 'There is no such message.' },
  session_not_found: { status: 404, sentence: 'There is no such session, or it has ended.' },
  method_not_allowed: { status: 405, sentence: 'This method is not allowed here.' },
  last_staff: { status: 409, sentence: 'Somebody must remain who is staff.' },
  message_deleted: { status: 409, sentence: 'This message was deleted.' },
  chat_archived: { status: 409, sentence: 'This chat is archived.' },
  payload_too_large: { status: 413, sentence: 'What was sent is too large.' },
  unsupported_media_type: { status: 415, sentence: 'This content type is not supported.' },
  rate_limited: { status: 429, sentence: 'Too much at once; try again later.' },
  internal_error: { status: 500, sentence: 'Something went wrong on our side.' },
  unavailable: { status: 503, sentence: 'The service cannot answer just now; try again.' },
} as const satisfies Record<string, { status: number; sentence: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** Sentences about single fields of the input, by the field's name. */
export type FieldErrors = Record<string, string[]>;

export interface ServiceErrorOptions {
  /** Said instead of the catalogue's sentence. */
  detail?: string | undefined;
  errors?: FieldErrors | undefined;
  /** Seconds after which it makes sense to try again. */
  retryAfter?: number | undefined;
  cause?: unknown;
}

/** The one error that operations throw: a refusal from the catalogue, safe to be shown to the client. */
export class ServiceError extends Error {
  readonly code: ErrorCode;
  readonly errors: FieldErrors | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, options: ServiceErrorOptions = {}) {
    super(options.detail ?? errorCatalogue[code].sentence, { cause: options.cause });
    this.name = 'ServiceError';
    this.code = code;
    this.errors = options.errors;
    this.retryAfter = options.retryAfter;
  }

  /** The HTTP status that the catalogue gives this code. */
  get status(): number {
    return errorCatalogue[this.code].status;
  }

  /** What the client is shown, over REST; `detail` and `message` are the same sentence. */
  toBody(): { detail: string; message: string; code: ErrorCode; errors?: FieldErrors } {
    const body = { detail: this.message, message: this.message, code: this.code };
    return this.errors ? { ...body, errors: this.errors } : body;
  }
}

/** Whether a word, read from another service, is a code of the catalogue that we know. */
export function isErrorCode(word: string): word is ErrorCode {
  return Object.hasOwn(errorCatalogue, word);
}
