import { createFence, fenceKinds, listFences } from '@civitas/sdk'
import { levels, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { emptyFence, type FenceDraft, toFenceInput } from './fence-draft.ts'
import { MovingMultiSelect, usePointTypes } from './moving-select.tsx'
import { ShapeField } from './shape-field.tsx'
import styles from './tracks.module.css'
import { tracksTexts } from './tracks.texts.ts'

interface PartProps {
  draft: FenceDraft
  set: (change: Partial<FenceDraft>) => void
}

/** A new fence or route: drawn or typed, for whom, when, and what is an alarm. */
export function FenceDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(tracksTexts)
  const [draft, setDraft] = useState(emptyFence)
  const set = (change: Partial<FenceDraft>) => setDraft((former) => ({ ...former, ...change }))
  const body = toFenceInput(draft)
  return (
    <ActDialog
      title={texts.newFence}
      why={texts.newFenceWhy}
      comment="none"
      width={920}
      isReady={body !== null}
      act={async () => {
        if (body) await client.call(createFence, { body })
        refresh(listFences)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <div className={styles.grid}>
          <Basics draft={draft} set={set} />
          <Limits draft={draft} set={set} />
        </div>
        <ShapeField
          value={draft.corners}
          isRoute={draft.kind === 'deviate'}
          onChange={(corners) => set({ corners })}
        />
        <Hours draft={draft} set={set} />
      </Form>
    </ActDialog>
  )
}

function Basics({ draft, set }: PartProps) {
  const texts = useTexts(tracksTexts)
  const words = useTexts(uiTexts)
  const types = usePointTypes()
  return (
    <>
      <Form.Item label={texts.name} htmlFor="fence-name" required>
        <Input
          id="fence-name"
          maxLength={100}
          value={draft.name}
          onChange={(event) => set({ name: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={texts.kind} htmlFor="fence-kind" required>
        <Select
          id="fence-kind"
          value={draft.kind}
          options={fenceKinds.map((value) => ({ value, label: texts.kinds[value] }))}
          onChange={(kind) => set({ kind })}
        />
      </Form.Item>
      <Form.Item label={texts.level} htmlFor="fence-level">
        <Select
          id="fence-level"
          value={draft.level}
          options={levels.map((value) => ({ value, label: words.level[value] }))}
          onChange={(level) => set({ level })}
        />
      </Form.Item>
      <Form.Item label={texts.covers} htmlFor="fence-types">
        <Select
          id="fence-types"
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
          value={draft.entityTypes}
          options={[...types].map(([value, label]) => ({ value, label }))}
          onChange={(entityTypes) => set({ entityTypes })}
        />
      </Form.Item>
      <Form.Item label={texts.coversOnes} htmlFor="fence-entities">
        <MovingMultiSelect
          id="fence-entities"
          value={draft.entities}
          onChange={(entities) => set({ entities })}
        />
      </Form.Item>
    </>
  )
}

function Limits({ draft, set }: PartProps) {
  const texts = useTexts(tracksTexts)
  const number = (
    name: 'corridorM' | 'speedLimitKmH' | 'stayMinutes' | 'toleranceSeconds',
    label: string,
    [min, max]: [number, number],
  ) => (
    <Form.Item label={label} htmlFor={`fence-${name}`}>
      <InputNumber
        id={`fence-${name}`}
        min={min}
        max={max}
        style={{ width: '100%' }}
        value={draft[name]}
        onChange={(value) => set({ [name]: value ?? min })}
      />
    </Form.Item>
  )
  return (
    <>
      {number('toleranceSeconds', texts.tolerance, [0, 86_400])}
      {draft.kind === 'deviate' ? number('corridorM', texts.corridor, [5, 5_000]) : null}
      {draft.kind === 'overspeed' ? number('speedLimitKmH', texts.limit, [1, 300]) : null}
      {draft.kind === 'overstay' ? number('stayMinutes', texts.stay, [1, 10_080]) : null}
    </>
  )
}

function Hours({ draft, set }: PartProps) {
  const texts = useTexts(tracksTexts)
  const { window } = draft
  const change = (part: Partial<NonNullable<FenceDraft['window']>>) =>
    window && set({ window: { ...window, ...part } })
  return (
    <div className={styles.hours}>
      <Checkbox
        checked={window !== null}
        onChange={(event) =>
          set({
            window: event.target.checked ? { weekdays: [1, 2, 3, 4, 5], from: '07:00', to: '19:00' } : null,
          })
        }
      >
        {texts.onlyHours}
      </Checkbox>
      {window ? (
        <>
          <Checkbox.Group
            value={window.weekdays}
            options={texts.weekdays.map((label, index) => ({ value: index + 1, label }))}
            onChange={(weekdays) => change({ weekdays })}
          />
          {(['from', 'to'] as const).map((end) => (
            <Input
              key={end}
              className="code"
              style={{ width: 88 }}
              maxLength={5}
              aria-label={end === 'from' ? texts.fromClock : texts.toClock}
              value={window[end]}
              onChange={(event) => change({ [end]: event.target.value })}
            />
          ))}
        </>
      ) : null}
    </div>
  )
}
