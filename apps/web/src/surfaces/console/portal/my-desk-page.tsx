import { getDeskSettings, listTodos, saveDeskSettings } from '@civitas/sdk'
import { formatNumber, RelativeTime, useTexts } from '@civitas/ui'
import { Select } from 'antd'
import { useContext, useState } from 'react'
import { client } from '../../../app/client.ts'
import { useLive } from '../../../app/live.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { Columns, Line, Lines, Page, Quiet, Section } from '../parts/page.tsx'
import { MeContext } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { type PageName, pagePath, pagesFor } from '../shell/nav.ts'
import { DelegationSection } from './delegation-section.tsx'
import { portalTexts } from './portal.texts.ts'

/** 我的门户: to-dos of all systems, favourites of the identity worked under, and who stands in. */
export function MyDeskPage() {
  const shell = useTexts(consoleTexts)
  const me = useContext(MeContext)
  const under = [me?.user.name, me?.post.organisationName, me?.post.title].filter(Boolean).join(' · ')
  return (
    <Page title={shell.pages['my-desk']} under={under}>
      <Columns
        main={<Todos />}
        side={
          <>
            <Favourites />
            <DelegationSection />
          </>
        }
      />
    </Page>
  )
}

function Todos() {
  const texts = useTexts(portalTexts)
  const read = useRead(listTodos, { query: { limit: 100 } }, { everyMs: 60_000 })
  useLive(['messages'], () => refresh(listTodos))
  const items = read.data?.items ?? []
  return (
    <Section title={texts.todos} extra={texts.todoCount(formatNumber(read.data?.total ?? 0))}>
      <ProblemNote error={read.error} />
      {read.data && items.length === 0 ? <Quiet>{texts.noTodos}</Quiet> : null}
      <Lines>
        {items.map((one) => (
          <Line
            key={`${one.source} ${one.key}`}
            {...(one.link?.startsWith('/') ? { to: one.link } : {})}
            title={one.title}
            note={
              <>
                {one.onBehalfOf ? `${texts.onBehalfOf(one.onBehalfOf)} · ` : ''}
                {one.source === 'messages' ? texts.toConfirm : one.source} ·{' '}
                <RelativeTime time={one.dueTime ?? one.changedTime} />
              </>
            }
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
