import { createFusedView, type FusedView, listFusedViews } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Form, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { DatastreamSelect } from './datastream-select.tsx'
import styles from './insight.module.css'
import { insightTexts } from './insight.texts.ts'

type Member = Partial<FusedView['members'][number]>
type Constant = FusedView['constants'][number]
type Value = FusedView['values'][number]

const code = /^[a-z][a-z0-9_]{0,30}$/

/** A new panel: datastreams with short names, constants, and formulas over both. */
export function ViewDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(insightTexts)
  const [title, setTitle] = useState('')
  const [members, setMembers] = useState<Member[]>([{ name: 'a' }])
  const [constants, setConstants] = useState<Constant[]>([])
  const [values, setValues] = useState<Value[]>([{ name: 'result', title: '', unit: '', expression: '' }])
  const isReady =
    title.trim() !== '' &&
    members.every((each) => code.test(each.name ?? '') && each.datastreamId !== undefined) &&
    constants.every((each) => code.test(each.name) && each.title.trim() !== '') &&
    values.every((each) => code.test(each.name) && each.title.trim() !== '' && each.expression.trim() !== '')
  return (
    <ActDialog
      title={texts.newView}
      why={texts.viewWhy}
      comment="none"
      width={860}
      isReady={isReady}
      act={async () => {
        await client.call(createFusedView, {
          body: { title: title.trim(), members: members as FusedView['members'], constants, values },
        })
        refresh(listFusedViews)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.name} htmlFor="view-title" required>
          <Input
            id="view-title"
            maxLength={100}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        </Form.Item>
        <h3>{texts.members}</h3>
        <p className={styles.note}>{texts.membersHint}</p>
        {members.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id of their own
          <div key={at} className={styles.line}>
            <Code value={each.name ?? ''} onChange={(name) => setMembers(change(members, at, { name }))} />
            <DatastreamSelect
              id={`view-thing-${at}`}
              onChange={(datastreamId, label) =>
                setMembers((former) =>
                  change(former, at, { datastreamId, title: label || (each.name ?? '') }),
                )
              }
            />
            <Remove onClick={() => setMembers(members.filter((_, i) => i !== at))} />
          </div>
        ))}
        <Add onClick={() => setMembers([...members, { name: String.fromCharCode(97 + members.length) }])} />
        <h3>{texts.constants}</h3>
        {constants.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id of their own
          <div key={at} className={styles.line}>
            <Code value={each.name} onChange={(name) => setConstants(change(constants, at, { name }))} />
            <Input
              aria-label={texts.name}
              placeholder={texts.name}
              value={each.title}
              onChange={(event) => setConstants(change(constants, at, { title: event.target.value }))}
            />
            <InputNumber
              aria-label={texts.value}
              value={each.value}
              onChange={(value) => setConstants(change(constants, at, { value: value ?? 0 }))}
            />
            <Remove onClick={() => setConstants(constants.filter((_, i) => i !== at))} />
          </div>
        ))}
        <Add onClick={() => setConstants([...constants, { name: '', title: '', unit: '', value: 1 }])} />
        <h3>{texts.values}</h3>
        {values.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id of their own
          <div key={at} className={styles.line}>
            <Code value={each.name} onChange={(name) => setValues(change(values, at, { name }))} />
            <Input
              aria-label={`${texts.derived} ${texts.name}`}
              placeholder={texts.name}
              value={each.title}
              onChange={(event) => setValues(change(values, at, { title: event.target.value }))}
              suffix={
                <Input
                  aria-label={texts.unit}
                  placeholder={texts.unit}
                  variant="borderless"
                  style={{ width: 80 }}
                  value={each.unit}
                  onChange={(event) => setValues(change(values, at, { unit: event.target.value }))}
                />
              }
            />
            <Input
              className="code"
              aria-label={texts.expression}
              placeholder={texts.expressionHint}
              value={each.expression}
              onChange={(event) => setValues(change(values, at, { expression: event.target.value }))}
            />
            <Remove onClick={() => setValues(values.filter((_, i) => i !== at))} />
          </div>
        ))}
        <Add onClick={() => setValues([...values, { name: '', title: '', unit: '', expression: '' }])} />
      </Form>
    </ActDialog>
  )
}

function change<T>(list: readonly T[], at: number, part: Partial<T>): T[] {
  return list.map((each, i) => (i === at ? { ...each, ...part } : each))
}

function Code({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const texts = useTexts(insightTexts)
  return (
    <Input
      className="code"
      aria-label={texts.code}
      placeholder={texts.code}
      maxLength={31}
      status={value !== '' && !code.test(value) ? 'error' : undefined}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

function Remove({ onClick }: { onClick: () => void }) {
  const texts = useTexts(insightTexts)
  return <Button onClick={onClick}>{texts.remove}</Button>
}

function Add({ onClick }: { onClick: () => void }) {
  const texts = useTexts(insightTexts)
  return (
    <Button size="small" onClick={onClick}>
      {texts.add}
    </Button>
  )
}
