import {
  activateDefinition,
  getDefinition,
  type IndicatorDefinition,
  listDefinitions,
  retireDefinition,
  saveDefinition,
} from '@civitas/sdk'
import { formatTime, Loading, useTexts } from '@civitas/ui'
import { App, Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Columns, Line, Lines, Page, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { BandEditor } from './band-editor.tsx'
import { DefinitionFields } from './definition-fields.tsx'
import { EntryDialog } from './entry-dialog.tsx'
import { EntryReview } from './entry-review.tsx'
import { ExpressionEditor } from './expression-editor.tsx'
import { registryTexts } from './registry.texts.ts'

/** One indicator of the city’s own: what it means, its formula, its versions. */
export function DefinitionPage() {
  const { code = '' } = useParams()
  const read = useRead(getDefinition, { params: { code } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const [newest] = read.data?.versions ?? []
  if (!read.data || !newest) return <Loading />
  return (
    <Editor
      key={`${code} ${newest.version}`}
      code={code}
      first={newest.definition}
      versions={read.data.versions}
    />
  )
}

interface EditorProps {
  code: string
  first: IndicatorDefinition
  versions: Awaited<ReturnType<typeof client.call<typeof getDefinition>>>['versions']
}

function Editor({ code, first, versions }: EditorProps) {
  const texts = useTexts(registryTexts)
  const may = useMay()
  const { message } = App.useApp()
  const [definition, setDefinition] = useState(first)
  const [problem, setProblem] = useState<Error | null>(null)
  const set = (change: Partial<IndicatorDefinition>) => setDefinition((now) => ({ ...now, ...change }))
  const run = async (act: () => Promise<unknown>) => {
    setProblem(null)
    try {
      await act()
      refresh(getDefinition, listDefinitions)
      void message.success(texts.saved)
    } catch (error) {
      setProblem(error as Error)
    }
  }
  const save = () => client.call(saveDefinition, { params: { code }, body: { definition } })
  const activate = async () => {
    await save()
    await client.call(activateDefinition, { params: { code } })
  }
  const [isReporting, setReporting] = useState(false)
  const isActive = versions.some((one) => one.state === 'active')
  const retire = () => client.call(retireDefinition, { params: { code }, body: { reason: texts.retire } })
  return (
    <Page
      backTo="/console/definitions"
      title={definition.title.zh}
      under={<span className="code">{code}</span>}
      acts={
        <>
          {isActive ? <Link to={`/console/indicators/${code}`}>{texts.toValues}</Link> : null}
          {isActive && isManual(first) && may('indicators.report') ? (
            <Button onClick={() => setReporting(true)}>{texts.report}</Button>
          ) : null}
          {may('indicators.manage') ? (
            <>
              {isActive ? <Button onClick={() => void run(retire)}>{texts.retire}</Button> : null}
              <Button onClick={() => void run(save)}>{texts.save}</Button>
              <Button type="primary" onClick={() => void run(activate)}>
                {texts.activate}
              </Button>
            </>
          ) : null}
        </>
      }
    >
      <ProblemNote error={problem} />
      <Columns
        main={
          <>
            <Section title={texts.expression}>
              <ExpressionEditor
                value={definition.expression}
                unit={definition.unit}
                onChange={(expression) => set({ expression })}
              />
            </Section>
            <Section title={texts.bands.title}>
              <BandEditor
                value={definition.bands}
                unit={definition.unit}
                onChange={(bands) => set({ bands })}
              />
            </Section>
            {isManual(first) ? <EntryReview indicator={code} /> : null}
          </>
        }
        side={
          <>
            <Section title={texts.meaning}>
              <DefinitionFields definition={definition} onChange={set} />
            </Section>
            <Section title={texts.history}>
              <Lines>
                {versions.map((one) => (
                  <Line
                    key={one.version}
                    title={`${texts.version} ${one.version} · ${one.author}`}
                    before={
                      <StateTag tone={one.state === 'active' ? 'loud' : 'over'}>
                        {texts.states[one.state]}
                      </StateTag>
                    }
                    note={formatTime(one.activatedTime ?? one.createdTime)}
                  />
                ))}
              </Lines>
            </Section>
          </>
        }
      />
      {isReporting ? (
        <EntryDialog
          indicator={code}
          why={definition.title.zh}
          unit={definition.unit}
          first={{ source: definition.owner }}
          isRatio={first.rollUp === 'ratio-of-sums'}
          onClose={() => setReporting(false)}
        />
      ) : null}
    </Page>
  )
}

/** Whether people report the values. */
const isManual = ({ expression }: IndicatorDefinition) => /^\s*manual\(/.test(expression)
