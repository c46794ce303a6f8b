import { getPlatformInfo, type Me, notePageUse } from '@civitas/sdk'
import { EmptyState, useTexts } from '@civitas/ui'
import { Button, Input, Modal, Segmented } from 'antd'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Link, NavLink, useLocation, useNavigate } from 'react-router'
import { AccountMenu } from '../../../app/account-menu.tsx'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { useLive, useLiveState } from '../../../app/live.ts'
import { useRead } from '../../../app/query.ts'
import { WarBanner } from '../../../app/war-banner.tsx'
import { isTyping } from '../list/use-list-keys.ts'
import { InboxBell } from '../messages/inbox-bell.tsx'
import { portalTexts } from '../portal/portal.texts.ts'
import { consoleTexts } from './console.texts.ts'
import { type Density, setDensity, useDensity } from './density.ts'
import { pagePath, pagesFor } from './nav.ts'
import { navIcons } from './nav-icons.ts'
import { PostSwitch } from './post-switch.tsx'
import { SampleBadge } from './sample-badge.tsx'
import styles from './shell.module.css'
import { useOverflow } from './use-overflow.ts'

/** Head, navigation by permission, and the page beside it. */
export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  const texts = useTexts(consoleTexts)
  const location = useLocation()
  const groups = pagesFor(me.permissions)
  const main = useRef<HTMLElement>(null)
  const overflows = useOverflow(main, location.pathname)
  const hasPages = groups.some((group) => group.pages.some((page) => page.needs !== null))
  useNotedUse(location.pathname)
  // Keeps the line open on every page, so that the mark in the head tells the truth.
  useLive(['scenario'], () => {})
  return (
    <div className={styles.page}>
      <a className={styles.skip} href="#content">
        {texts.skip}
      </a>
      <Head me={me} />
      <nav className={styles.nav} aria-label={texts.navLabel}>
        {groups.map((group) => (
          <div key={group.id}>
            <h2 className={styles.group}>{texts.groups[group.id]}</h2>
            <ul>
              {group.pages.map(({ name }) => (
                <li key={name}>
                  <NavLink to={pagePath(name)} end={name === 'overview'} className={styles.link}>
                    <svg
                      viewBox="0 0 24 24"
                      fill="none"
                      stroke="currentColor"
                      strokeWidth="1.6"
                      strokeLinejoin="round"
                      strokeLinecap="round"
                      aria-hidden="true"
                    >
                      <path d={navIcons[name]} />
                    </svg>
                    {texts.pages[name]}
                  </NavLink>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <main
        id="content"
        key={location.pathname}
        ref={main}
        className={styles.main}
        aria-label={texts.content}
        // A long page without anything to stop at is scrolled by the keys of its own.
        tabIndex={overflows ? 0 : -1}
      >
        {hasPages ? (
          children
        ) : (
          <>
            <h1 className="only-read">{texts.title}</h1>
            <EmptyState title={texts.noPage} why={texts.noPageWhy}>
              <Link to="/">{texts.home}</Link>
            </EmptyState>
          </>
        )}
      </main>
    </div>
  )
}

/** Counts the opening of a page for the unit of whoever opens it; a count that fails disturbs nobody. */
function useNotedUse(path: string): void {
  const page = path.split('/')[2] || 'overview'
  useEffect(() => {
    if (page in navIcons) client.call(notePageUse, { body: { page } }).catch(() => undefined)
  }, [page])
}

function Head({ me }: { me: Me }) {
  const texts = useTexts(consoleTexts)
  const portal = useTexts(portalTexts)
  const navigate = useNavigate()
  const app = useTexts(appTexts)
  const info = useRead(getPlatformInfo, {}, { staleMs: 300_000 })
  const density = useDensity()
  return (
    <header className={styles.head}>
      <Link to="/" className={styles.brand} title={texts.home}>
        <img src="/civitas.svg" alt="" />
        <span>{info.data?.city?.name ?? app.product}</span>
        <span className={styles.surface}>{texts.title}</span>
      </Link>
      <SampleBadge mayMove={me.permissions.includes('platform.clock')} />
      <WarBanner />
      <div className={styles.tools}>
        <Input.Search
          size="small"
          allowClear
          maxLength={100}
          aria-label={portal.search}
          placeholder={portal.search}
          style={{ width: '10rem' }}
          onSearch={(words) =>
            words.trim() && navigate(`/console/search?q=${encodeURIComponent(words.trim())}`)
          }
        />
        <LiveMark />
        <InboxBell />
        <Link to="/screen">{texts.screenLink}</Link>
        <Link to="/map">{texts.mapLink}</Link>
        <Segmented<Density>
          size="small"
          aria-label={texts.density.label}
          value={density}
          options={(['comfortable', 'compact'] as const).map((value) => ({
            value,
            label: texts.density[value],
          }))}
          onChange={setDensity}
        />
        <KeyHelp />
        <PostSwitch me={me} />
        <AccountMenu />
      </div>
    </header>
  )
}

function LiveMark() {
  const app = useTexts(appTexts)
  const state = useLiveState()
  return (
    <span className={`${styles.live} ${styles[state] ?? ''}`} role="status">
      <i />
      {app.live[state]}
    </span>
  )
}

function KeyHelp() {
  const texts = useTexts(consoleTexts)
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const show = (event: KeyboardEvent) => {
      if (event.key === '?' && !isTyping(event)) setOpen(true)
    }
    document.addEventListener('keydown', show)
    return () => document.removeEventListener('keydown', show)
  }, [])
  return (
    <>
      <Button
        size="small"
        type="text"
        onClick={() => setOpen(true)}
        aria-label={texts.keys}
        title={texts.keys}
      >
        ?
      </Button>
      <Modal open={open} title={texts.keys} footer={null} onCancel={() => setOpen(false)} width={400}>
        <dl className={styles.keys}>
          {texts.keyRows.map(([key, what]) => (
            <div key={key} style={{ display: 'contents' }}>
              <dt>{key}</dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </Modal>
    </>
  )
}
