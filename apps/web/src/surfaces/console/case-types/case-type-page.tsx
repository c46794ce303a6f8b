import {
  type CaseTypeDraft,
  getCaseTypeDesign,
  getMe,
  listCaseTypeDesigns,
  saveCaseTypeDraft,
} from '@civitas/sdk'
import { formatNumber, Loading, usePick, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input, Tabs } from 'antd'
import { useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './case-types.module.css'
import { designTexts } from './case-types.texts.ts'
import { placeOf, toContent, toWritten, type WrittenType } from './design.ts'
import { FlowDrawing } from './flow-drawing.tsx'
import { BasicsPart, CheckPart, RulesPart } from './other-parts.tsx'
import { papersTexts } from './papers.texts.ts'
import { PapersPanel } from './papers-panel.tsx'
import { StagePart } from './stage-part.tsx'
import { TrialPanel } from './trial-panel.tsx'
import { VersionsPanel } from './versions-panel.tsx'

/** 流程设计器: a version of a case type as a drawing and as forms, with what still stands against it. */
export function CaseTypePage() {
  const { id = '' } = useParams()
  const [address, setAddress] = useSearchParams()
  const asked = address.get('version')
  const query = asked === null ? {} : { version: Number(asked) }
  const read = useRead(getCaseTypeDesign, { params: { type: id }, query })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { version, content } = read.data
  const onShow = (next: number) => setAddress({ version: String(next) }, { replace: true })
  return <Designer key={`${version} ${JSON.stringify(content).length}`} draft={read.data} onShow={onShow} />
}

function Designer({ draft, onShow }: { draft: CaseTypeDraft; onShow: (version: number) => void }) {
  const texts = useTexts(designTexts)
  const pick = usePick()
  const may = useMay()
  const { message } = App.useApp()
  const [form] = Form.useForm<WrittenType>()
  const [first] = useState(() => toWritten(draft.content))
  const written = Form.useWatch((values: WrittenType) => values, { form, preserve: true }) ?? first
  const [selected, setSelected] = useState(0)
  const [tab, setTab] = useState('stages')
  const [note, setNote] = useState(
    draft.design.versions.find((one) => one.version === draft.version)?.note ?? '',
  )
  const { type } = draft.design
  const content = toContent({ ...first, ...written })
  const isChanged = JSON.stringify(content) !== JSON.stringify(toContent(first))
  const save = useMutation({
    mutationFn: () => {
      const all = form.getFieldsValue(true) as WrittenType
      return client.call(saveCaseTypeDraft, { params: { type }, body: { content: toContent(all), note } })
    },
    onSuccess: (saved) => {
      void message.success(texts.saved)
      refresh(getCaseTypeDesign, listCaseTypeDesigns)
      onShow(saved.version)
    },
  })
  const goTo = (path: string) => {
    const place = placeOf(path)
    setTab(place.tab)
    if (place.stage !== undefined) setSelected(place.stage)
  }
  const papers = useTexts(papersTexts)
  const stateOf = draft.design.versions.find((one) => one.version === draft.version)?.state ?? 'draft'
  const called = draft.version === 0 ? texts.declaredVersion : texts.version(formatNumber(draft.version))
  return (
    <Page
      title={pick(draft.content.title)}
      backTo="/console/case-types"
      under={
        <>
          <span className="code">{type}</span> · {called} · {texts.states[stateOf]}
        </>
      }
      acts={
        may('cases.manage') ? (
          <>
            <Input
              aria-label={texts.note}
              placeholder={texts.note}
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.target.value)}
              style={{ width: 220 }}
            />
            <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
              {texts.save}
            </Button>
          </>
        ) : null
      }
    >
      <ProblemNote error={save.error} />
      <Standing draft={draft} isDraft={stateOf === 'draft'} isChanged={isChanged} onGo={goTo} />
      <p className={styles.why}>{texts.flowWhy}</p>
      <FlowDrawing
        content={content}
        selected={selected}
        faulty={new Set(draft.faults.flatMap((one) => placeOf(one.path).stage ?? []))}
        onSelect={(stage) => {
          setSelected(stage)
          setTab('stages')
        }}
      />
      <Form form={form} layout="vertical" initialValues={first} disabled={!may('cases.manage')}>
        <Tabs
          activeKey={tab}
          onChange={setTab}
          items={[
            {
              ...{ key: 'stages', label: texts.tabs.stages, forceRender: true },
              children: <StagePart selected={selected} onSelect={setSelected} />,
            },
            { key: 'basics', label: texts.tabs.basics, children: <BasicsPart /> },
            { key: 'check', label: texts.tabs.check, children: <CheckPart /> },
            { key: 'rules', label: texts.tabs.rules, children: <RulesPart /> },
            { key: 'trial', label: texts.tabs.trial },
            { key: 'papers', label: papers.tab },
            { key: 'versions', label: texts.tabs.versions },
          ]}
        />
      </Form>
      {tab === 'trial' ? <Trial draft={draft} /> : null}
      {tab === 'papers' ? <PapersPanel type={type} /> : null}
      {tab === 'versions' ? (
        <VersionsPanel design={draft.design} mayDecide={draft.mayDecide} onShow={onShow} />
      ) : null}
    </Page>
  )
}

function Trial({ draft }: { draft: CaseTypeDraft }) {
  const me = useRead(getMe, {}, { staleMs: 600_000 })
  if (!me.data) return <Loading />
  const { type } = draft.design
  return (
    <TrialPanel
      type={type}
      version={draft.version}
      content={draft.content}
      division={me.data.user.divisions[0] ?? ''}
    />
  )
}

interface StandingProps {
  draft: CaseTypeDraft
  isDraft: boolean
  isChanged: boolean
  onGo: (path: string) => void
}

/** What stands against publishing; each leads to its place. */
function Standing({ draft, isDraft, isChanged, onGo }: StandingProps) {
  const texts = useTexts(designTexts)
  const style = { marginBlockEnd: 12 }
  if (isChanged) return <Alert type="warning" showIcon title={texts.unsaved} style={style} />
  if (!isDraft) return null
  if (draft.faults.length === 0) return <Alert type="success" showIcon title={texts.sound} style={style} />
  return (
    <Alert
      type="warning"
      showIcon
      title={texts.faults(formatNumber(draft.faults.length))}
      style={style}
      description={
        <ul className={styles.faults}>
          {draft.faults.map((one) => (
            <li key={`${one.path} ${one.message}`}>
              <button type="button" onClick={() => onGo(one.path)}>
                {placeWords(draft, one.path)}
                {one.message}
              </button>
            </li>
          ))}
        </ul>
      }
    />
  )
}

/** The stage and task a fault is in, by their names. */
function placeWords({ content }: CaseTypeDraft, path: string): string {
  const parts = path.split('/').filter(Boolean)
  if (parts[0] !== 'stages' || parts[1] === undefined) return ''
  const stage = content.stages[Number(parts[1])]
  const task = parts[2] === 'tasks' ? stage?.tasks[Number(parts[3])] : undefined
  const exit = parts[2] === 'exits' ? stage?.exits[Number(parts[3])] : undefined
  const names = [stage?.title.zh, task?.title.zh, exit?.title.zh].filter(Boolean)
  return names.length > 0 ? `${names.join(' › ')}：` : ''
}
