import type { Robot } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Form, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { ActDialog } from '../parts/act-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { caseRulesTexts } from './case-rules.texts.ts'
import { isPlanReady, PlanFields, planOf, writePlan } from './robot-times.tsx'
import { isTitleWord, readSignals, writeSignals } from './robot-words.ts'
import { writeRobot } from './write-robot.ts'

/** Writes a robot, or a new version of one: what it looks at, from what confidence on, and for dispatching to whom. */
export function RobotDialog({ robot, onClose }: { robot?: Robot; onClose: () => void }) {
  const texts = useTexts(caseRulesTexts)
  const last = robot?.versions[0]?.definition
  const [name, setName] = useState(robot?.name ?? '')
  const [words, setWords] = useState(writeSignals(last?.signals ?? []))
  const [unit, setUnit] = useState(last?.organisationId)
  const [threshold, setThreshold] = useState(last?.threshold ?? 0.9)
  const [plan, setPlan] = useState(planOf(last))
  const { times: _, minutesSaved: __, ...others } = last ?? {}
  const former = last && { ...others, kind: last.kind, threshold: last.threshold }
  const isDispatch = !last || last.kind === 'dispatch'
  const signals = [...readSignals(words), ...(last?.signals ?? []).filter((one) => !isTitleWord(one))]
  return (
    <ActDialog
      title={robot ? texts.revise : texts.create}
      why={robot ? texts.reviseWhy : undefined}
      comment="none"
      isReady={
        name.trim().length > 1 &&
        signals.length > 0 &&
        (!isDispatch || unit !== undefined) &&
        isPlanReady(plan)
      }
      act={() =>
        writeRobot(robot, name, {
          ...(former ?? { kind: 'dispatch', caseType: 'urban-management.urban-case', task: 'dispatch-case' }),
          ...{ signals, threshold, ...writePlan(plan) },
          ...(isDispatch ? { organisationId: unit } : {}),
        })
      }
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.name} required>
          <Input
            value={name}
            maxLength={60}
            aria-label={texts.name}
            onChange={(event) => setName(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={texts.words} required>
          <Input.TextArea
            rows={4}
            value={words}
            aria-label={texts.words}
            onChange={(event) => setWords(event.target.value)}
          />
        </Form.Item>
        {isDispatch ? (
          <Form.Item label={texts.unit} required>
            <OrganisationSelect value={unit} name={texts.sameUnit} onChange={setUnit} />
          </Form.Item>
        ) : null}
        <Form.Item label={texts.threshold} required>
          <InputNumber
            min={0}
            max={1}
            step={0.05}
            value={threshold}
            aria-label={texts.threshold}
            onChange={(value) => setThreshold(value ?? 0.9)}
          />
        </Form.Item>
        <PlanFields value={plan} onChange={setPlan} />
      </Form>
    </ActDialog>
  )
}
