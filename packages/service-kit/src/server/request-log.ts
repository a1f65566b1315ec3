import { LogController, type FastifyReply, type FastifyRequest } from 'fastify';

/** One line for each request, when it is over, instead of Fastify's two. */
export class RequestLog extends LogController {
  constructor() {
    super({ requestIdLogLabel: 'requestId' });
  }

  override incomingRequest(): void {
    // Said by the line at the end.
  }

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const line = { req: request, res: reply, ms: Math.round(reply.elapsedTime * 10) / 10 };
    if (error) reply.log.warn({ ...line, err: error }, 'response broke off');
    else reply.log.info(line, 'answered');
  }
}
