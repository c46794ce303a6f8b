import {
  addToInstruction,
  closeInstruction,
  editBrief,
  type Instruction,
  issueInstruction,
  listBriefs,
  listInstructions,
} from '@civitas/sdk'
import { formatNumber, formatTime, formatWithUnit, useTexts } from '@civitas/ui'
import { Alert, Button } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { Columns, Line, Lines, Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { BriefDialog } from './brief-dialog.tsx'
import styles from './indicators.module.css'
import { registryTexts } from './registry.texts.ts'

/** Instructions of leaders with their answers, and the briefs. */
export function InstructionsPage() {
  const texts = useTexts(registryTexts)
  const may = useMay()
  const [isIssuing, setIssuing] = useState(false)
  return (
    <Page
      title={texts.instructions}
      acts={
        may('indicators.instruct') ? (
          <Button type="primary" onClick={() => setIssuing(true)}>
            {texts.instruct}
          </Button>
        ) : null
      }
    >
      <Columns main={<InstructionList />} side={<BriefList />} />
      {isIssuing ? <IssueDialog onClose={() => setIssuing(false)} /> : null}
    </Page>
  )
}

function InstructionList() {
  const texts = useTexts(registryTexts)
  const may = useMay()
  const [act, setAct] = useState<{ one: Instruction; how: 'answer' | 'close' } | null>(null)
  const read = useRead(listInstructions, { query: { limit: 100 } }, { everyMs: 30_000 })
  const items = read.data?.items ?? []
  const run = (comment: string) => {
    if (!act) return Promise.resolve()
    const params = { id: act.one.id }
    const done =
      act.how === 'answer'
        ? client.call(addToInstruction, { params, body: { text: comment } })
        : client.call(closeInstruction, { params, body: comment ? { comment } : {} })
    return done.then(() => refresh(listInstructions))
  }
  return (
    <Section title={texts.instructions} extra={String(read.data?.total ?? 0)}>
      {items.length === 0 ? <Quiet>{texts.noInstructionsWhy}</Quiet> : null}
      <div className={styles.instructions}>
        {items.map((one) => (
          <article key={one.id}>
            <h3>
              <StateTag tone={one.overdue ? 'bad' : one.state === 'closed' ? 'over' : 'loud'}>
                {one.overdue ? texts.overdue : texts.instructionStates[one.state]}
              </StateTag>{' '}
              {one.subjectTitle}
            </h3>
            <p>{one.text}</p>
            <Quiet>
              {one.issuedBy} → {one.organisationName} · {texts.due} {formatTime(one.dueTime)}
            </Quiet>
            {one.remarks.map((remark) => (
              <Quiet key={remark.time}>
                {remark.kind} · {remark.by} · {formatTime(remark.time)}：{remark.text}
              </Quiet>
            ))}
            {one.state === 'closed' ? null : (
              <p>
                <Button size="small" onClick={() => setAct({ one, how: 'answer' })}>
                  {texts.feedback}
                </Button>{' '}
                {may('indicators.instruct') ? (
                  <Button size="small" onClick={() => setAct({ one, how: 'close' })}>
                    {texts.close}
                  </Button>
                ) : null}
              </p>
            )}
          </article>
        ))}
      </div>
      {act ? (
        <ActDialog
          title={act.how === 'answer' ? texts.feedback : texts.close}
          comment={act.how === 'answer' ? 'required' : 'optional'}
          act={run}
          onClose={() => setAct(null)}
        />
      ) : null}
    </Section>
  )
}

interface IssueValues {
  subjectTitle: string
  text: string
  organisationId: string
  due: Dayjs
}

function IssueDialog({ subject, onClose }: { subject?: string; onClose: () => void }) {
  const texts = useTexts(registryTexts)
  return (
    <FormDialog<IssueValues>
      title={texts.instruct}
      first={{ subjectTitle: subject, due: dayjs().add(2, 'day') }}
      fields={[
        { kind: 'text', name: 'subjectTitle', label: texts.subject, required: true },
        { kind: 'area', name: 'text', label: texts.words, required: true },
        {
          kind: 'custom',
          name: 'organisationId',
          label: texts.unit2,
          required: true,
          control: <OrganisationSelect />,
        },
        { kind: 'day', name: 'due', label: texts.due, required: true },
      ]}
      act={async ({ due, ...values }) => {
        const dueTime = due.endOf('day').toISOString()
        await client.call(issueInstruction, {
          body: { ...values, dueTime, subjectKind: 'card', subjectId: values.subjectTitle },
        })
        refresh(listInstructions)
      }}
      onClose={onClose}
    />
  )
}

function BriefList() {
  const texts = useTexts(registryTexts)
  const may = useMay()
  const read = useRead(listBriefs, { query: {} })
  const [isMaking, setMaking] = useState(false)
  const [remarked, setRemarked] = useState<string | null>(null)
  const publish = async (id: string) => {
    await client.call(editBrief, { params: { id }, body: { publish: true } })
    refresh(listBriefs)
  }
  return (
    <Section
      title={texts.briefs}
      extra={
        may('indicators.compose') ? (
          <Button size="small" onClick={() => setMaking(true)}>
            {texts.makeBrief}
          </Button>
        ) : null
      }
    >
      {read.data?.items.map((brief) => (
        <article key={brief.id}>
          <h3>{brief.title}</h3>
          <Quiet>
            {brief.by} · {formatTime(brief.madeTime)}
          </Quiet>
          {brief.figures.some((one) => one.revised) ? (
            <Alert
              type="warning"
              showIcon
              title={texts.sourceChanged}
              description={brief.figures
                .filter((one) => one.revised)
                .map((one) =>
                  texts.sourceChangedOf(
                    one.title,
                    formatWithUnit(one.value, one.unitLabel, one.precision),
                    formatWithUnit(one.revisedValue, one.unitLabel, one.precision),
                  ),
                )
                .join('；')}
            />
          ) : null}
          <Lines>
            {brief.figures.map((one) => (
              <Line
                key={one.indicatorId}
                to={`/console/indicators/${one.indicatorId}`}
                title={one.title}
                note={
                  <>
                    {formatWithUnit(one.value, one.unitLabel, one.precision)}{' '}
                    {one.revised ? (
                      <StateTag tone="bad">
                        {texts.revised(formatNumber(one.revisedValue, one.precision))}
                      </StateTag>
                    ) : null}
                  </>
                }
              />
            ))}
          </Lines>
          {brief.state === 'draft' && may('indicators.compose') ? (
            <Button size="small" onClick={() => void publish(brief.id)}>
              {texts.publish}
            </Button>
          ) : null}{' '}
          <Button size="small" onClick={() => print()}>
            {texts.print}
          </Button>{' '}
          {may('indicators.instruct') ? (
            <Button size="small" onClick={() => setRemarked(brief.title)}>
              {texts.remarkBrief}
            </Button>
          ) : null}
        </article>
      ))}
      {isMaking ? <BriefDialog onClose={() => setMaking(false)} /> : null}
      {remarked ? <IssueDialog subject={remarked} onClose={() => setRemarked(null)} /> : null}
    </Section>
  )
}
