import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { BookOpen, FileJson, Gauge, LogOut, Plus, Server, Settings, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import { queryClient } from '@/api/query-client';
import { sessionQuery, useMay } from '@/session/session';
import { Button } from '@/ui/button';
import { cn } from '@/ui/cn';
import { Select } from '@/ui/field';
import { chooseTheme, useTheme, type Theme } from './theme';

interface Entry {
  readonly to: '/' | '/servers' | '/apis' | '/system' | '/help';
  readonly label: 'nav.overview' | 'nav.servers' | 'nav.apis' | 'nav.system' | 'nav.docs';
  readonly icon: LucideIcon;
}

const ENTRIES: readonly Entry[] = [
  { to: '/', label: 'nav.overview', icon: Gauge },
  { to: '/servers', label: 'nav.servers', icon: Server },
  { to: '/apis', label: 'nav.apis', icon: FileJson },
  { to: '/system', label: 'nav.system', icon: Settings },
  { to: '/help', label: 'nav.docs', icon: BookOpen },
];

export function Navigation({ isOpen }: { readonly isOpen: boolean }) {
  const { t } = useTranslation();
  const mayManage = useMay('manage');
  return (
    <div className="border-line bg-surface lg:border-r">
      <nav
        id="navigation"
        aria-label={t('nav.label')}
        className={cn(
          'flex-col gap-6 border-line p-4 max-lg:border-b lg:sticky lg:top-0 lg:flex lg:h-dvh',
          isOpen ? 'flex' : 'hidden',
        )}
      >
        <Link to="/" className="hidden items-center gap-2.5 px-2 pt-1 text-lg font-semibold lg:flex">
          <img src="/favicon.svg" alt="" className="size-7" />
          {t('product')}
        </Link>
        {mayManage && (
          <Button asChild look="primary" className="justify-center">
            <Link to="/apis/new">
              <Plus className="size-4" aria-hidden />
              {t('nav.register')}
            </Link>
          </Button>
        )}
        <ul className="space-y-1">
          {ENTRIES.map(({ to, label, icon: Icon }) => (
            <li key={to}>
              <Link
                to={to}
                activeOptions={{ exact: to === '/' }}
                className="flex items-center gap-3 rounded-lg px-3 py-2 font-medium text-soft hover:bg-raised hover:text-ink data-[status=active]:bg-accent-soft data-[status=active]:text-accent"
              >
                <Icon className="size-4.5" aria-hidden />
                {t(label)}
              </Link>
            </li>
          ))}
        </ul>
        <Account />
      </nav>
    </div>
  );
}

function Account() {
  const { t } = useTranslation();
  const theme = useTheme();
  const navigate = useNavigate();
  const { data } = useQuery(sessionQuery);
  const signOut = async () => {
    await api.delete('/session');
    queryClient.clear();
    await navigate({ to: '/sign-in', search: {} });
  };
  return (
    <div className="mt-auto space-y-3 text-sm">
      <label className="block space-y-1">
        <span className="text-soft">{t('theme.label')}</span>
        <Select value={theme} onChange={({ target }) => chooseTheme(target.value as Theme)} className="h-9">
          {(['system', 'light', 'dark'] as const).map((value) => (
            <option key={value} value={value}>
              {t(`theme.${value}`)}
            </option>
          ))}
        </Select>
      </label>
      {data?.name !== undefined && (
        <p className="text-soft">{t('session.signedInAs', { name: data.name })}</p>
      )}
      <Button look="quiet" size="small" onClick={() => void signOut()}>
        <LogOut className="size-4" aria-hidden />
        {t('session.signOut')}
      </Button>
    </div>
  );
}
