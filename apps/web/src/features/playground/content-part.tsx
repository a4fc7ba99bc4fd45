import { useTranslation } from 'react-i18next';
import { CodeBlock } from '@/ui/code-block';

/** A content block of MCP, as far as it is shown. */
export interface Content {
  readonly type: string;
  readonly text?: string;
  readonly data?: string;
  readonly mimeType?: string;
  readonly uri?: string;
  readonly resource?: { readonly uri: string; readonly text?: string; readonly mimeType?: string };
}

// Nothing but pictures and sound: their type is said by the API.
const PICTURE = /^image\/[\w.+-]+$/;
const SOUND = /^audio\/[\w.+-]+$/;

/** One part of a result as what it is. */
export function ContentPart({ part }: { readonly part: Content }) {
  const { t } = useTranslation();
  const { type, text, mimeType = '' } = part;
  if (type === 'text') return <CodeBlock label={t('playground.content.text')} text={text ?? ''} />;
  if (type === 'image' && PICTURE.test(mimeType))
    return (
      <img
        src={sourceOf(part)}
        alt={t('playground.content.image')}
        className="max-h-96 rounded-lg border border-line"
      />
    );
  if (type === 'audio' && SOUND.test(mimeType))
    return <audio controls src={sourceOf(part)} aria-label={t('playground.content.audio')} />;
  return <CodeBlock label={t('playground.content.other', { type })} text={contentOf(part)} />;
}

function sourceOf({ data = '', mimeType = '' }: Content): string {
  return `data:${mimeType};base64,${data}`;
}

/** The best there is to be read: the content itself, else where it lies, else what it is. */
function contentOf({ resource, uri, mimeType = '' }: Content): string {
  return resource?.text ?? resource?.uri ?? uri ?? mimeType;
}
