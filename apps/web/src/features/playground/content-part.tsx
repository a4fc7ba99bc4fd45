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

/** One part of a result as what it is. */
export function ContentPart({ part }: { readonly part: Content }) {
  const { t } = useTranslation();
  const { type, text, data = '', mimeType = '' } = part;
  if (type === 'text') return <CodeBlock label={t('playground.content.text')} text={text ?? ''} />;
  const source = `data:${mimeType};base64,${data}`;
  // Pictures only: their type is said by the API.
  if (type === 'image' && /^image\/[\w.+-]+$/.test(mimeType))
    return (
      <img
        src={source}
        alt={t('playground.content.image')}
        className="max-h-96 rounded-lg border border-line"
      />
    );
  if (type === 'audio' && /^audio\/[\w.+-]+$/.test(mimeType))
    return <audio controls src={source} aria-label={t('playground.content.audio')} />;
  return (
    <CodeBlock
      label={t('playground.content.other', { type })}
      text={part.resource?.text ?? part.resource?.uri ?? part.uri ?? mimeType}
    />
  );
}
