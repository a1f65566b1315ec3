import type { ComponentProps } from 'react';
import { Field } from '@base-ui/react/field';

interface Props extends ComponentProps<typeof Field.Control> {
  name: string;
  label: string;
}

/** A line of text that has to be filled in, with its label, and what is wrong with it. */
export function TextField({ name, label, ...control }: Props) {
  return (
    <Field.Root name={name} className="field">
      <Field.Label className="field-label">{label}</Field.Label>
      <Field.Control required className="field-control" {...control} />
      <Field.Error className="field-error" />
    </Field.Root>
  );
}
