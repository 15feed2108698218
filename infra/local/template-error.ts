/** A template that cannot be hosted here as it stands; the message says where, what, why and how to mend it. */
export class TemplateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TemplateError';
  }
}
