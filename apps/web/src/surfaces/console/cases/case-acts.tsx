import {
  blowWhistle,
  cancelCase,
  type getCase,
  instructCase,
  inviteAssistant,
  issueSupervision,
  type OperationOutput,
  reopenCase,
  resumeCase,
  ruleTask,
  undoCaseAct,
  unmergeCase,
  urgeTask,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Dropdown, Form, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { OrganisationSelect, OrganisationsSelect } from '../parts/organisation-select.tsx'
import { useMay } from '../parts/permissions.tsx'
import { caseDeskTexts } from './case-desk.texts.ts'
import { ClassifyCase, MergeCase } from './case-file-acts.tsx'

type Detail = OperationOutput<typeof getCase>
type Texts = ReturnType<typeof useTexts<typeof caseDeskTexts.zh>>
type Named =
  | 'urge'
  | 'assist'
  | 'rule'
  | 'whistle'
  | 'supervise'
  | 'instruct'
  | 'cancel'
  | 'reopen'
  | 'resume'
  | 'undo'
  | 'unmerge'

/** Acts that ask for more than a reason and a unit. */
type Filed = 'merge' | 'classify'

/** The main task under hand, where there is one. */
function openTaskOf({ tasks }: Detail) {
  return tasks.findLast((one) => one.kind === 'main' && one.doneTime === null)
}

/** What may be done with a case as it stands, by the rights of who looks. */
function useActs(detail: Detail): (Named | Filed)[] {
  const may = useMay()
  const one = detail.case
  const task = openTaskOf(detail)
  const isOpen = one.state === 'open' || one.state === 'checking'
  const runs = task?.state === 'assigned' || task?.state === 'accepted'
  const dispatch = may('cases.dispatch')
  const supervise = may('cases.supervise')
  const list: [Named | Filed, boolean][] = [
    ['undo', dispatch && detail.undoable !== null],
    ['rule', may('events.arbitrate') && task?.state === 'disputed'],
    ['urge', may('cases.urge') && runs],
    ['assist', dispatch && isOpen && task !== undefined],
    ['whistle', dispatch && isOpen && one.position !== null],
    ['classify', dispatch && isOpen],
    ['merge', dispatch && isOpen && one.mergedInto === null],
    ['supervise', supervise && isOpen],
    ['instruct', supervise],
    ['resume', supervise && one.suspendedTime !== null],
    ['reopen', dispatch && one.state === 'closed'],
    ['unmerge', dispatch && one.mergedInto !== null],
    ['cancel', dispatch && isOpen],
  ]
  return list.filter(([, fits]) => fits).map(([name]) => name)
}

/** The further acts of a case, in a menu; each asks for its reason. */
export function CaseActs({ detail, onDone }: { detail: Detail; onDone: () => void }) {
  const texts = useTexts(caseDeskTexts)
  const acts = useActs(detail)
  const [chosen, setChosen] = useState<Named | Filed | null>(null)
  const close = () => {
    setChosen(null)
    onDone()
  }
  if (acts.length === 0) return null
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: acts.map((key) => ({ key, label: texts[key], danger: key === 'cancel' })),
          onClick: ({ key }) => setChosen(key as Named | Filed),
        }}
      >
        <Button>{texts.acts}</Button>
      </Dropdown>
      {chosen === 'merge' ? <MergeCase one={detail.case} onClose={close} /> : null}
      {chosen === 'classify' ? <ClassifyCase one={detail.case} onClose={close} /> : null}
      {chosen && chosen !== 'merge' && chosen !== 'classify' ? (
        <OneAct name={chosen} detail={detail} onClose={close} />
      ) : null}
    </>
  )
}

const withUnit: readonly Named[] = ['assist', 'rule']

function OneAct({ name, detail, onClose }: { name: Named; detail: Detail; onClose: () => void }) {
  const texts: Texts = useTexts(caseDeskTexts)
  const [unit, setUnit] = useState<string | undefined>()
  const [units, setUnits] = useState<string[]>([])
  const [minutes, setMinutes] = useState(60)
  const [title, setTitle] = useState('')
  const [days, setDays] = useState<number | null>(null)
  const isWhistle = name === 'whistle'
  const needsUnit = withUnit.includes(name)
  return (
    <ActDialog
      title={texts[name]}
      comment={name === 'undo' || name === 'assist' ? 'none' : 'required'}
      danger={name === 'cancel'}
      isReady={isWhistle ? units.length > 0 : !needsUnit || unit !== undefined}
      act={(comment) =>
        perform(name, detail, { comment, unit: unit ?? '', units, minutes, title: title.trim(), days })
      }
      onClose={onClose}
    >
      {needsUnit || isWhistle ? (
        <Form layout="vertical">
          <Form.Item label={isWhistle ? texts.units : texts.unit} required>
            {isWhistle ? (
              <OrganisationsSelect above label={texts.units} value={units} onChange={setUnits} />
            ) : (
              <OrganisationSelect value={unit} onChange={setUnit} />
            )}
          </Form.Item>
          {name === 'assist' ? (
            <>
              <Form.Item label={texts.assistTitle}>
                <Input
                  maxLength={100}
                  aria-label={texts.assistTitle}
                  value={title}
                  onChange={(event) => setTitle(event.target.value)}
                />
              </Form.Item>
              <Form.Item label={texts.assistDays}>
                <InputNumber
                  min={1}
                  max={365}
                  precision={0}
                  value={days}
                  aria-label={texts.assistDays}
                  onChange={setDays}
                />
              </Form.Item>
            </>
          ) : null}
          {isWhistle ? (
            <Form.Item label={texts.minutes} required>
              <InputNumber
                min={1}
                max={10_080}
                value={minutes}
                aria-label={texts.minutes}
                onChange={(value) => setMinutes(value ?? 60)}
              />
            </Form.Item>
          ) : null}
        </Form>
      ) : null}
    </ActDialog>
  )
}

interface Given {
  comment: string
  unit: string
  /** Units whistled for. */
  units: string[]
  minutes: number
  /** What an assistant is asked for, and in how many working days; the words and limit of the type without. */
  title: string
  days: number | null
}

function perform(name: Named, detail: Detail, given: Given): Promise<unknown> {
  const { comment, unit, units, minutes, title, days } = given
  const params = { id: detail.case.id }
  const { version } = detail.case
  const task = { params: { id: openTaskOf(detail)?.id ?? '' } }
  const body = { reason: comment, version }
  switch (name) {
    case 'undo':
      return client.call(undoCaseAct, { params, body: { entryId: detail.undoable ?? '', version } })
    case 'rule':
      return client.call(ruleTask, { ...task, body: { organisationId: unit, reason: comment } })
    case 'urge':
      return client.call(urgeTask, { ...task, body: { reason: comment } })
    case 'assist':
      return client.call(inviteAssistant, {
        ...task,
        body: {
          organisationId: unit,
          ...(title.length > 1 ? { title } : {}),
          ...(days ? { limit: { days, clock: 'working-day' } } : {}),
        },
      })
    case 'whistle':
      return client.call(blowWhistle, { params, body: { organisationIds: units, minutes, reason: comment } })
    case 'supervise':
      return client.call(issueSupervision, { params, body: { reason: comment } })
    case 'instruct':
      return client.call(instructCase, { params, body: { text: comment } })
    case 'resume':
      return client.call(resumeCase, { params, body })
    case 'reopen':
      return client.call(reopenCase, { params, body })
    case 'unmerge':
      return client.call(unmergeCase, { params, body })
    case 'cancel':
      return client.call(cancelCase, { params, body })
  }
}
