import { useNavigate } from '@tanstack/react-router';
import type { MouseEvent } from 'react';

/** Text that was rendered from the repository's own documents when the pages were built; its links stay in the page. */
export function TopicText({ html }: { readonly html: string }) {
  const navigate = useNavigate();
  const follow = (event: MouseEvent) => {
    const href = event.target instanceof Element ? event.target.closest('a')?.getAttribute('href') : null;
    const [, topic, hash] = /^\/help\/([\w-]+)(?:#(.*))?$/.exec(href ?? '') ?? [];
    if (topic === undefined || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void navigate({ to: '/help/$topic', params: { topic }, ...(hash === undefined ? {} : { hash }) });
  };
  return <div onClick={follow} dangerouslySetInnerHTML={{ __html: html }} />;
}
