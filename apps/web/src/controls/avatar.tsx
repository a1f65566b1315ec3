import { Avatar as BaseAvatar } from '@base-ui/react/avatar';
import './avatar.css';

interface Props {
  /** Of the person or the chat; picks the letter and the colour. */
  name: string;
  image?: string | null | undefined;
  isOnline?: boolean;
  size?: 'small' | 'medium';
}

/** A picture of somebody, or the first letter of a name. Names stand beside it, so screen readers pass it over. */
export function Avatar({ name, image, isOnline = false, size = 'medium' }: Props) {
  return (
    <span className="avatar" data-size={size} data-hue={hueOf(name)} aria-hidden="true">
      <BaseAvatar.Root className="avatar-picture">
        {image != null && <BaseAvatar.Image src={image} alt="" />}
        <BaseAvatar.Fallback>{initialOf(name)}</BaseAvatar.Fallback>
      </BaseAvatar.Root>
      {isOnline && <span className="avatar-online" />}
    </span>
  );
}

/** The first letter, whole where it takes two code units. */
const initialOf = (name: string) => String.fromCodePoint(name.codePointAt(0) ?? 32).toUpperCase();

const HUES = 6;

/** One of the hues of the style sheet, the same each time for the same name. */
function hueOf(name: string): number {
  return Array.from(name).reduce((hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) % 997, 7) % HUES;
}
