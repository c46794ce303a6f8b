import {
  askProjectOpinions,
  bookJointVisit,
  getProject,
  giveProjectOpinion,
  type JointVisit,
  judgeJointVisit,
  listProjects,
  listServiceOffices,
  type ProjectDetail,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, DatePicker, Input, InputNumber, Radio, Select, Space } from 'antd'
import { useContext, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { projectTexts } from '../../../capabilities/projects/projects.texts.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Line, Lines, Section, StateTag } from '../parts/page.tsx'
import { MeContext, useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'

type Props = { project: ProjectDetail }

const done = async (work: Promise<unknown>) => {
  await work
  refresh(getProject, listProjects)
}

/** What departments say of a proposal, by when. */
export function OpinionSection({ project }: Props) {
  const texts = useTexts(projectTexts)
  const may = useMay()
  const me = useContext(MeContext)
  const [dialog, setDialog] = useState<string | null>(null)
  return (
    <Section
      title={texts.opinions}
      extra={
        may('services.accept') ? (
          <Button size="small" onClick={() => setDialog('ask')}>
            {texts.askOpinions}
          </Button>
        ) : null
      }
    >
      {project.opinions.length === 0 ? <p>{texts.noOpinions}</p> : null}
      <Lines>
        {project.opinions.map((one) => (
          <Line
            key={one.id}
            before={
              <StateTag tone={one.agrees === false || one.isLate ? 'bad' : one.agrees ? 'over' : 'loud'}>
                {one.agrees === null
                  ? one.isLate
                    ? texts.late
                    : texts.notYet
                  : one.agrees
                    ? texts.agrees
                    : texts.disagrees}
              </StateTag>
            }
            title={`${one.organisationName}${one.text ? `：${one.text}` : ''}`}
            note={
              one.agrees === null && me?.user.organisationId === one.organisationId ? (
                <Button size="small" onClick={() => setDialog(one.id)}>
                  {texts.reply}
                </Button>
              ) : (
                texts.due(one.dueDay)
              )
            }
          />
        ))}
      </Lines>
      {dialog === 'ask' ? <AskDialog project={project} onClose={() => setDialog(null)} /> : null}
      {dialog && dialog !== 'ask' ? <ReplyDialog id={dialog} onClose={() => setDialog(null)} /> : null}
    </Section>
  )
}

function AskDialog({ project, onClose }: Props & { onClose: () => void }) {
  const texts = useTexts(projectTexts)
  const [organisationIds, setOrganisations] = useState<string[]>([])
  const [days, setDays] = useState(5)
  return (
    <ActDialog
      title={texts.askOpinions}
      comment="none"
      isReady={organisationIds.length > 0}
      act={() =>
        done(client.call(askProjectOpinions, { params: { id: project.id }, body: { organisationIds, days } }))
      }
      onClose={onClose}
    >
      <Space direction="vertical" style={{ width: '100%' }}>
        <Offices value={organisationIds} onChange={setOrganisations} />
        <label htmlFor="opinion-days">{texts.dueIn}</label>
        <InputNumber
          id="opinion-days"
          min={1}
          max={60}
          value={days}
          onChange={(value) => setDays(value ?? 5)}
        />
      </Space>
    </ActDialog>
  )
}

function ReplyDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const texts = useTexts(projectTexts)
  const [agrees, setAgrees] = useState(true)
  return (
    <ActDialog
      title={texts.reply}
      comment="required"
      act={(text) => done(client.call(giveProjectOpinion, { params: { id }, body: { agrees, text } }))}
      onClose={onClose}
    >
      <Choice value={agrees} onChange={setAgrees} yes={texts.agrees} no={texts.disagrees} />
    </ActDialog>
  )
}

function Choice(props: { value: boolean; onChange: (value: boolean) => void; yes: string; no: string }) {
  return (
    <Radio.Group
      style={{ marginBottom: 12 }}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value as boolean)}
      options={[
        { value: true, label: props.yes },
        { value: false, label: props.no },
      ]}
    />
  )
}

/** Chooses several offices by name, searched on the server. */
function Offices({ value, onChange }: { value: string[]; onChange: (ids: string[]) => void }) {
  const texts = useTexts(projectTexts)
  const common = useTexts(consoleTexts)
  const [words, setWords] = useState('')
  const read = useRead(
    listServiceOffices,
    { query: { ...(words ? { search: words } : {}), limit: 30 } },
    { keepPrevious: true, staleMs: 600_000 },
  )
  return (
    <Select
      mode="multiple"
      aria-label={texts.offices}
      placeholder={common.organisationHint}
      style={{ width: '100%' }}
      showSearch={{ filterOption: false, onSearch: setWords }}
      loading={read.isFetching}
      value={value}
      onChange={onChange}
      options={(read.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }))}
    />
  )
}

/** One booking for all parties, and their one conclusion. */
export function VisitSection({ project }: Props) {
  const texts = useTexts(projectTexts)
  const may = useMay()
  const [isBooking, setBooking] = useState(false)
  return (
    <Section
      title={texts.visits}
      extra={
        may('services.accept') || may('services.examine') ? (
          <Button size="small" onClick={() => setBooking(true)}>
            {texts.book}
          </Button>
        ) : null
      }
    >
      {project.visits.length === 0 ? <p>{texts.noVisits}</p> : null}
      {project.visits.map((visit) => (
        <Visit key={visit.id} visit={visit} />
      ))}
      {isBooking ? <BookDialog project={project} onClose={() => setBooking(false)} /> : null}
    </Section>
  )
}

function Visit({ visit }: { visit: JointVisit }) {
  const texts = useTexts(projectTexts)
  const me = useContext(MeContext)
  const [isOpen, setOpen] = useState(false)
  const [passes, setPasses] = useState(true)
  const isOurs = visit.parties.some(
    (one) => one.organisationId === me?.user.organisationId && one.passes === null,
  )
  return (
    <>
      <Line
        before={
          <StateTag tone={visit.state === 'failed' ? 'bad' : visit.state === 'passed' ? 'over' : 'loud'}>
            {texts.visitStates[visit.state]}
          </StateTag>
        }
        title={`${visit.title}${visit.conclusion ? ` — ${visit.conclusion}` : ''}`}
        note={
          visit.state === 'booked' && isOurs ? (
            <Button size="small" onClick={() => setOpen(true)}>
              {texts.judge}
            </Button>
          ) : (
            `${visit.day} ${texts.slots[visit.slot]}`
          )
        }
      />
      <Lines>
        {visit.parties.map((one) => (
          <Line
            key={one.organisationId}
            title={one.organisationName}
            note={`${one.passes === null ? texts.notYet : one.passes ? texts.passes : texts.fails} ${one.opinion ?? ''}`}
          />
        ))}
      </Lines>
      {isOpen ? (
        <ActDialog
          title={texts.judge}
          comment="required"
          act={(opinion) =>
            done(client.call(judgeJointVisit, { params: { id: visit.id }, body: { passes, opinion } }))
          }
          onClose={() => setOpen(false)}
        >
          <Choice value={passes} onChange={setPasses} yes={texts.passes} no={texts.fails} />
        </ActDialog>
      ) : null}
    </>
  )
}

function BookDialog({ project, onClose }: Props & { onClose: () => void }) {
  const texts = useTexts(projectTexts)
  const [kind, setKind] = useState<JointVisit['kind']>('survey')
  const [day, setDay] = useState('')
  const [slot, setSlot] = useState<JointVisit['slot']>('morning')
  const [scope, setScope] = useState('')
  const [organisationIds, setOrganisations] = useState<string[]>([])
  return (
    <ActDialog
      title={texts.book}
      comment="none"
      isReady={day !== '' && organisationIds.length > 0}
      act={() =>
        done(
          client.call(bookJointVisit, {
            params: { id: project.id },
            body: { kind, day, slot, organisationIds, ...(scope ? { scope } : {}) },
          }),
        )
      }
      onClose={onClose}
    >
      <Space direction="vertical" style={{ width: '100%' }}>
        <Select
          aria-label={texts.kind}
          style={{ width: '100%' }}
          value={kind}
          onChange={setKind}
          options={Object.entries(texts.visitKinds).map(([value, label]) => ({ value, label }))}
        />
        <Space>
          <DatePicker
            aria-label={texts.day}
            placeholder={texts.day}
            onChange={(_, text) => setDay(String(text))}
          />
          <Radio.Group
            aria-label={texts.slot}
            value={slot}
            onChange={(event) => setSlot(event.target.value as JointVisit['slot'])}
            options={(['morning', 'afternoon'] as const).map((value) => ({
              value,
              label: texts.slots[value],
            }))}
          />
        </Space>
        <Offices value={organisationIds} onChange={setOrganisations} />
        <Input
          aria-label={texts.scope}
          placeholder={texts.scope}
          maxLength={200}
          value={scope}
          onChange={(event) => setScope(event.target.value)}
        />
      </Space>
    </ActDialog>
  )
}
