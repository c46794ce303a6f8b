import { getModel, type RuleReaction } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { Button, Checkbox, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { Quiet } from '../parts/page.tsx'
import { parseObject } from '../parts/parse-object.ts'
import styles from './rules.module.css'
import { rulesTexts } from './rules.texts.ts'

interface ReactionFieldProps {
  thingType: string
  value: RuleReaction[]
  onChange: (value: RuleReaction[]) => void
}

/** What happens when the rule opens. */
export function ReactionField({ thingType, value, onChange }: ReactionFieldProps) {
  const { form: texts } = useTexts(rulesTexts)
  const set = (index: number, next: RuleReaction) =>
    onChange(value.map((each, at) => (at === index ? next : each)))
  return (
    <div>
      {value.length === 0 ? <Quiet>{texts.noReactions}</Quiet> : null}
      {value.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a reaction is known by where it stands
        <div key={index} className={styles.line}>
          {each.kind === 'command' ? (
            <CommandPart reaction={each} thingType={thingType} onChange={(next) => set(index, next)} />
          ) : (
            <Input
              aria-label={texts.url}
              placeholder="https://"
              style={{ width: 360 }}
              value={each.url}
              onChange={(event) => set(index, { ...each, url: event.target.value })}
            />
          )}
          <Checkbox
            checked={each.confirm}
            onChange={(event) => set(index, { ...each, confirm: event.target.checked })}
          >
            {texts.confirm}
          </Checkbox>
          <span>
            {texts.limit}{' '}
            <InputNumber
              aria-label={texts.limit}
              min={1}
              max={each.kind === 'command' ? 1000 : 10_000}
              style={{ width: 88 }}
              value={each.limitPerHour}
              onChange={(limitPerHour) => set(index, { ...each, limitPerHour: limitPerHour ?? 1 })}
            />
          </span>
          <Button size="small" onClick={() => onChange(value.filter((_, at) => at !== index))}>
            {texts.remove}
          </Button>
        </div>
      ))}
      <div className={styles.acts}>
        <Button
          size="small"
          onClick={() =>
            onChange([...value, { kind: 'command', command: '', confirm: true, limitPerHour: 6 }])
          }
        >
          {texts.addCommand}
        </Button>
        <Button
          size="small"
          onClick={() =>
            onChange([...value, { kind: 'webhook', url: '', confirm: false, limitPerHour: 600 }])
          }
        >
          {texts.addWebhook}
        </Button>
      </div>
    </div>
  )
}

type CommandReaction = Extract<RuleReaction, { kind: 'command' }>

interface CommandPartProps {
  reaction: CommandReaction
  thingType: string
  onChange: (reaction: CommandReaction) => void
}

function CommandPart({ reaction, thingType, onChange }: CommandPartProps) {
  const { form: texts } = useTexts(rulesTexts)
  const pick = usePick()
  const [json, setJson] = useState(() => (reaction.input ? JSON.stringify(reaction.input) : ''))
  const model = useRead(
    getModel,
    { params: { id: thingType } },
    { staleMs: 60_000, enabled: thingType !== '' },
  )
  const commands = model.data?.model.definition.commands ?? []
  const isWrong = json.trim() !== '' && parseObject(json) === null
  return (
    <>
      <Select
        aria-label={texts.command}
        placeholder={texts.command}
        style={{ width: 180 }}
        value={reaction.command || undefined}
        options={[
          ...commands.map((each) => ({ value: each.id, label: pick(each.title) })),
          { value: 'set-properties', label: 'set-properties' },
        ]}
        onChange={(command) => onChange({ ...reaction, command })}
      />
      <Input
        aria-label={texts.input}
        placeholder={texts.input}
        className="code"
        style={{ width: 220 }}
        status={isWrong ? 'error' : undefined}
        title={isWrong ? texts.wrongJson : undefined}
        value={json}
        onChange={(event) => {
          setJson(event.target.value)
          onChange({ ...reaction, input: parseObject(event.target.value) ?? undefined })
        }}
      />
      <Input
        aria-label={texts.target}
        placeholder={texts.targetHint}
        className="code"
        style={{ width: 300 }}
        value={reaction.targetThingId ?? ''}
        onChange={(event) => onChange({ ...reaction, targetThingId: event.target.value.trim() || undefined })}
      />
    </>
  )
}
