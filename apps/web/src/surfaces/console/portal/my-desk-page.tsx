import {
  type DeskSection,
  type FirstPage,
  getDeskSettings,
  listEvents,
  listInbox,
  saveDeskSettings,
} from '@civitas/sdk'
import { formatNumber, RelativeTime, useTexts } from '@civitas/ui'
import { Button, Checkbox, Select } from 'antd'
import { type ComponentType, useContext, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Columns, Line, Lines, Page, Quiet, Section } from '../parts/page.tsx'
import { MeContext, useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { type PageName, pagePath, pagesFor } from '../shell/nav.ts'
import { DelegationSection } from './delegation-section.tsx'
import { Todos } from './desk-todos.tsx'
import { portalTexts } from './portal.texts.ts'
import { SectionList } from './section-list.tsx'

/** 我的门户: what is shown, and where, is arranged by the person, for the role, or for the level. */
export function MyDeskPage() {
  const shell = useTexts(consoleTexts)
  const texts = useTexts(portalTexts)
  const me = useContext(MeContext)
  const read = useRead(getDeskSettings, {})
  const [arranging, setArranging] = useState(false)
  const under = [me?.user.name, me?.post.organisationName, me?.post.title]
  if (read.data) under.push(texts.levels[read.data.level], texts.arrangedBy[read.data.arrangedBy])
  const sections = read.data?.sections ?? []
  return (
    <Page
      title={shell.pages['my-desk']}
      under={under.filter(Boolean).join(' · ')}
      acts={read.data ? <Button onClick={() => setArranging(true)}>{texts.arrange}</Button> : undefined}
    >
      <ProblemNote error={read.error} />
      <Columns
        main={sections.filter((one) => wide.includes(one)).map(show)}
        side={sections.filter((one) => !wide.includes(one)).map(show)}
      />
      {arranging && read.data ? <ArrangeDialog desk={read.data} onClose={() => setArranging(false)} /> : null}
    </Page>
  )
}

const wide: readonly DeskSection[] = ['todos', 'notices', 'events']

const parts: Record<DeskSection, ComponentType> = {
  todos: Todos,
  notices: Notices,
  events: OpenEvents,
  favourites: Favourites,
  delegations: DelegationSection,
}

function show(section: DeskSection) {
  const Part = parts[section]
  return <Part key={section} />
}

function ArrangeDialog({ desk, onClose }: { desk: FirstPage; onClose: () => void }) {
  const texts = useTexts(portalTexts)
  const [sections, setSections] = useState(desk.sections)
  const [restored, setRestored] = useState(false)
  return (
    <ActDialog
      title={texts.arrange}
      why={texts.arrangeWhy}
      comment="none"
      isReady={sections.length > 0}
      act={async () => {
        await client.call(saveDeskSettings, {
          body: { favourites: desk.favourites, sections: restored ? null : sections },
        })
        refresh(getDeskSettings)
      }}
      onClose={onClose}
    >
      {restored ? null : <SectionList value={sections} onChange={setSections} />}
      <Checkbox checked={restored} onChange={(event) => setRestored(event.target.checked)}>
        {texts.restore}
      </Checkbox>
    </ActDialog>
  )
}

function Notices() {
  const texts = useTexts(portalTexts)
  const read = useRead(listInbox, { query: { unread: true, limit: 8 } }, { everyMs: 60_000 })
  const items = read.data?.items ?? []
  return (
    <Section title={texts.notices} extra={formatNumber(read.data?.unread ?? 0)}>
      <ProblemNote error={read.error} />
      {read.data && items.length === 0 ? <Quiet>{texts.noNotices}</Quiet> : null}
      <Lines>
        {items.map((one) => (
          <Line key={one.id} to="/console/inbox" title={one.title} note={<RelativeTime time={one.time} />} />
        ))}
      </Lines>
    </Section>
  )
}

function OpenEvents() {
  const texts = useTexts(portalTexts)
  const may = useMay()
  const isAllowed = may('events.read')
  const read = useRead(
    listEvents,
    { query: { state: 'raised', limit: 8 } },
    { enabled: isAllowed, everyMs: 60_000 },
  )
  if (!isAllowed) return null
  const items = read.data?.items ?? []
  return (
    <Section title={texts.openEvents} extra={formatNumber(read.data?.total ?? 0)}>
      <ProblemNote error={read.error} />
      {read.data && items.length === 0 ? <Quiet>{texts.noEvents}</Quiet> : null}
      <Lines>
        {items.map((one) => (
          <Line
            key={one.id}
            to={`/console/events/${one.id}`}
            title={one.title}
            note={<RelativeTime time={one.raisedTime} />}
          />
        ))}
      </Lines>
    </Section>
  )
}

function Favourites() {
  const texts = useTexts(portalTexts)
  const shell = useTexts(consoleTexts)
  const me = useContext(MeContext)
  const read = useRead(getDeskSettings, {})
  const [error, setError] = useState<Error | null>(null)
  const names = pagesFor(me?.permissions ?? []).flatMap((group) => group.pages.map((page) => page.name))
  // A page the present identity has no right to is kept for the others, and not shown.
  const kept = read.data?.favourites ?? []
  const chosen = kept.filter((name): name is PageName => names.includes(name as PageName))
  const save = (next: string[]) => {
    const hidden = kept.filter((name) => !names.includes(name as PageName))
    client.call(saveDeskSettings, { body: { favourites: [...next, ...hidden] } }).then(
      () => refresh(getDeskSettings),
      (failed: Error) => setError(failed),
    )
  }
  return (
    <Section title={texts.favourites}>
      <ProblemNote error={error} />
      {read.data && chosen.length === 0 ? <Quiet>{texts.noFavourites}</Quiet> : null}
      <Lines>
        {chosen.map((name) => (
          <Line key={name} to={pagePath(name)} title={shell.pages[name]} />
        ))}
      </Lines>
      <Select
        mode="multiple"
        aria-label={texts.favouritesHint}
        placeholder={texts.favouritesHint}
        style={{ width: '100%' }}
        showSearch={{ optionFilterProp: 'label' }}
        value={chosen as string[]}
        options={names.map((name) => ({ value: name as string, label: shell.pages[name] }))}
        onChange={save}
      />
    </Section>
  )
}
