/** A part of the way that something goes. */
export interface Span {
  /** What whoever goes on from here names as `parent` (W3C Trace Context). */
  readonly traceparent: string;
  /** Names another span that this one has to do with, but does not belong to. */
  link: (traceparent: string) => void;
  /** It is over, and failed where there is an error. Of the error its name is told, not what it says. */
  end: (error?: unknown) => void;
}

export interface SpanOptions {
  /** The `traceparent` of the span that this one is a part of; without it, or with one that is none, it begins a trace. */
  parent?: string | undefined;
  kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** Spans that it has to do with, but does not belong to. */
  links?: string[];
  /** Never contents, tokens or parameters of SQL. */
  attributes?: Record<string, string | number>;
}

/** Tells where the time goes, span by span. There is none where nobody wants to know. */
export interface Tracer {
  start: (name: string, options?: SpanOptions) => Span;
  /** Sends what is still here, and ends. Never rejects. */
  stop: () => Promise<void>;
}
