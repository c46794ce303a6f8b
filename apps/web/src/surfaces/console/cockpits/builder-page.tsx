import {
  type BindingFault,
  type CockpitContent,
  type CockpitPageDetail,
  type ComponentKind,
  componentKinds,
  getPage,
  listPages,
  listPageVersions,
  savePage,
  submitPage,
} from '@civitas/sdk'
import { Loading, ThemeRoot, useTexts } from '@civitas/ui'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { cockpitTexts } from '../../../capabilities/cockpit/cockpit.texts.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './builder.module.css'
import { BuilderCanvas } from './builder-canvas.tsx'
import { addComponent, changeComponent } from './builder-rules.ts'
import { cockpitsTexts } from './cockpits.texts.ts'
import { PageProperties, PropertyPanel } from './property-panel.tsx'
import { ReviewActs } from './review-acts.tsx'

/** Builds a cockpit page without code. */
export function BuilderPage() {
  const { id = '' } = useParams()
  const read = useRead(
    getPage,
    { params: { id }, query: { draft: true } },
    { staleMs: Number.POSITIVE_INFINITY },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return <Builder key={id} first={read.data} />
}

function Builder({ first }: { first: CockpitPageDetail }) {
  const texts = useTexts(cockpitsTexts)
  const may = useMay()
  const { message } = App.useApp()
  const [page, setPage] = useState(first.page)
  const [content, setContent] = useState<CockpitContent>(first.content)
  const [chosen, setChosen] = useState<string | null>(null)
  const [faults, setFaults] = useState<BindingFault[]>([])
  const [problem, setProblem] = useState<Error | null>(null)
  const [saves, setSaves] = useState(0)
  const save = async () => {
    const { title, grade, application, draftVersion } = page
    const saved = await client.call(savePage, {
      params: { id: page.id },
      body: { title, grade, application, content, draftVersion },
    })
    setPage(saved.page)
    setFaults(saved.faults)
    setSaves((n) => n + 1)
    refresh(listPages, getPage)
  }
  const run = async (act: () => Promise<unknown>, done: string) => {
    setProblem(null)
    try {
      await act()
      void message.success(done)
    } catch (error) {
      setProblem(error as Error)
    }
  }
  const submit = async () => {
    await save()
    setPage(await client.call(submitPage, { params: { id: page.id } }))
    refresh(listPages, listPageVersions)
  }
  const component = content.components.find((one) => one.id === chosen)
  const canCompose = may('indicators.compose')
  return (
    <Page
      backTo="/console/cockpits"
      title={page.title}
      under={<span className="code">{page.id}</span>}
      acts={
        <>
          <ReviewActs page={page} onDone={setPage} onProblem={setProblem} />
          {canCompose ? <Button onClick={() => void run(save, texts.saved)}>{texts.save}</Button> : null}
          {canCompose ? (
            <Button type="primary" onClick={() => void run(submit, texts.done)}>
              {texts.submit}
            </Button>
          ) : null}
        </>
      }
    >
      <ProblemNote error={problem} />
      <p className={styles.faults} role="status">
        {texts.states[page.state]} ·{' '}
        {faults.length > 0 ? texts.faults(String(faults.length)) : texts.noFaults}
        {faults.slice(0, 3).map((fault) => (
          <span key={`${fault.component}${fault.path}`}>
            {content.components.find((one) => one.id === fault.component)?.title}：{fault.message}
          </span>
        ))}
      </p>
      <div className={styles.builder}>
        <Palette
          onAdd={(kind, title) => {
            const added = addComponent(content, kind, title)
            setContent(added.content)
            setChosen(added.id)
          }}
        />
        <ThemeRoot theme="light">
          <BuilderCanvas
            id={page.id}
            saves={saves}
            content={content}
            chosen={chosen}
            onChoose={setChosen}
            onMove={(one, change) => setContent((now) => changeComponent(now, one, change))}
          />
        </ThemeRoot>
        <aside className={styles.panel} aria-label={texts.properties}>
          {component ? (
            <PropertyPanel
              key={component.id}
              component={component}
              onChange={(change) => setContent((now) => changeComponent(now, component.id, change))}
              onRemove={() => {
                setContent((now) => ({
                  ...now,
                  components: now.components.filter((one) => one.id !== component.id),
                }))
                setChosen(null)
              }}
            />
          ) : (
            <PageProperties page={page} content={content} onPage={setPage} onContent={setContent} />
          )}
        </aside>
      </div>
    </Page>
  )
}

function Palette({ onAdd }: { onAdd: (kind: ComponentKind, title: string) => void }) {
  const texts = useTexts(cockpitsTexts)
  const { kinds } = useTexts(cockpitTexts)
  return (
    <nav className={styles.palette} aria-label={texts.kit}>
      {componentKinds.map((kind) => (
        <button
          key={kind}
          type="button"
          onClick={() => onAdd(kind, kinds[kind])}
          aria-label={texts.add(kinds[kind])}
        >
          {kinds[kind]}
        </button>
      ))}
    </nav>
  )
}
