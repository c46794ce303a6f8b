import {
  listCases,
  listEntities,
  listEvents,
  listInbox,
  listKnowledge,
  listOrganisations,
  listUsers,
} from '@civitas/sdk'
import { EmptyState, formatTotal, useLocale, useTexts } from '@civitas/ui'
import { Input } from 'antd'
import type { ReactNode } from 'react'
import { useContext } from 'react'
import { useSearchParams } from 'react-router'
import { useRead } from '../../../app/query.ts'
import { Line, Lines, Page, Section } from '../parts/page.tsx'
import { MeContext, useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { pagePath, pagesFor } from '../shell/nav.ts'
import { portalTexts } from './portal.texts.ts'

interface Found {
  title: string
  total: number
  totalIsAtLeast?: boolean
  lines: { key: string; to: string; title: ReactNode; note?: ReactNode }[]
}

const shown = 6

/** 全局搜索: one word, everything the person may see; each kind is searched by its own right and scope. */
export function SearchPage() {
  const texts = useTexts(portalTexts)
  const locale = useLocale()
  const [params, setParams] = useSearchParams()
  const words = (params.get('q') ?? '').trim()
  const found = useFound(words).filter((one) => one.total > 0)
  return (
    <Page title={texts.search}>
      <Section title={texts.searchStart}>
        <Input.Search
          allowClear
          maxLength={100}
          defaultValue={words}
          aria-label={texts.searchHint}
          placeholder={texts.searchHint}
          onSearch={(next) => setParams(next.trim() ? { q: next.trim() } : {})}
        />
      </Section>
      {words && found.length === 0 ? (
        <EmptyState title={texts.searchEmpty} why={texts.searchEmptyWhy} />
      ) : null}
      {found.map((one) => (
        <Section key={one.title} title={one.title} extra={texts.all(formatTotal(one, locale))}>
          <Lines>
            {one.lines.map((line) => (
              <Line key={line.key} to={line.to} title={line.title} note={line.note} />
            ))}
          </Lines>
        </Section>
      ))}
    </Page>
  )
}

function useFound(words: string): Found[] {
  const texts = useTexts(portalTexts)
  const may = useMay()
  const query = { search: words, limit: shown }
  const on = (allowed: boolean) => ({ enabled: words !== '' && allowed })
  const people = useRead(listUsers, { query }, on(may('identity.read')))
  const units = useRead(listOrganisations, { query }, on(may('identity.read')))
  const events = useRead(listEvents, { query }, on(may('events.read')))
  const cases = useRead(listCases, { query }, on(may('cases.read')))
  const entities = useRead(listEntities, { query }, on(may('entities.read')))
  const knowledge = useRead(listKnowledge, { query }, on(may('messaging.answer')))
  const inbox = useRead(listInbox, { query }, on(true))
  const pages = usePages(words)
  if (words === '') return []
  return [
    pages,
    toFound(texts.events, events.data, (one) => [`/console/events/${one.id}`, one.title, one.divisionName]),
    toFound(texts.cases, cases.data, (one) => [`/console/cases/${one.id}`, one.title, one.reference]),
    toFound(texts.entities, entities.data, (one) => [`/console/entities/${one.id}`, one.name, one.reference]),
    toFound(texts.people, people.data, (one) => [
      `/console/users?search=${encodeURIComponent(one.account)}`,
      one.name,
      one.organisationName,
    ]),
    toFound(texts.organisations, units.data, (one) => [
      `/console/organisations?search=${encodeURIComponent(one.name)}`,
      one.name,
      one.shortName,
    ]),
    toFound(texts.knowledge, knowledge.data, (one) => ['/console/knowledge', one.question, one.category]),
    toFound(texts.messages, inbox.data, (one) => ['/console/inbox', one.title, one.senderName]),
  ]
}

/** Pages by their name. */
function usePages(words: string): Found {
  const texts = useTexts(portalTexts)
  const shell = useTexts(consoleTexts)
  const me = useContext(MeContext)
  const names = pagesFor(me?.permissions ?? []).flatMap((group) => group.pages.map((page) => page.name))
  const hits = names.filter((name) => shell.pages[name].includes(words))
  return {
    title: texts.pages,
    total: hits.length,
    lines: hits.map((name) => ({ key: name, to: pagePath(name), title: shell.pages[name] })),
  }
}

function toFound<T extends { id: string }>(
  title: string,
  page: { items: T[]; total: number; totalIsAtLeast?: boolean } | undefined,
  tell: (one: T) => [to: string, title: ReactNode, note: ReactNode],
): Found {
  const lines = (page?.items ?? []).map((one) => {
    const [to, name, note] = tell(one)
    return { key: one.id, to, title: name, note }
  })
  return { title, total: page?.total ?? 0, totalIsAtLeast: page?.totalIsAtLeast ?? false, lines }
}
