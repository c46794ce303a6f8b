import {
  listEntityTypes,
  listEventTypesForRules,
  listThingTypes,
  type RuleDefinition,
  type ThingTypeInfo,
} from '@civitas/sdk'
import { useLocale, usePick, useTexts } from '@civitas/ui'
import { Form, Input, InputNumber, Select } from 'antd'
import { fieldError } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { toFormFields } from '../../../capabilities/forms/form-fields.ts'
import { DivisionSelect } from '../parts/division-select.tsx'
import { Section } from '../parts/page.tsx'
import { ConditionField } from './condition-field.tsx'
import { GeofenceField } from './geofence-field.tsx'
import { LevelField } from './level-field.tsx'
import { PolicyField } from './policy-field.tsx'
import { ReactionField } from './reaction-field.tsx'
import styles from './rules.module.css'
import { rulesTexts } from './rules.texts.ts'
import { ScheduleField } from './schedule-field.tsx'

interface RuleFormProps {
  value: RuleDefinition
  onChange: (value: RuleDefinition) => void
  /** A refusal of the platform; each field shows what concerns it. */
  error: Error | null
}

/** The whole definition of a rule, to write or change. */
export function RuleForm({ value, onChange, error }: RuleFormProps) {
  const { form: texts, alarms } = useTexts(rulesTexts)
  const set = (change: Partial<RuleDefinition>) => onChange({ ...value, ...change })
  return (
    <Form layout="vertical" component="div" className={styles.form}>
      <Section title={texts.basics}>
        <Basics value={value} set={set} error={error} />
      </Section>
      <Section title={texts.levels}>
        <LevelField value={value.levels} onChange={(levels) => set({ levels })} />
      </Section>
      <Section title={texts.conditions}>
        <ConditionField value={value.condition} onChange={(condition) => set({ condition })} />
      </Section>
      <Section title={texts.scope}>
        <Form.Item label={texts.division}>
          <DivisionSelect
            width={260}
            value={value.scope?.division}
            onChange={(division) => set({ scope: withScope(value.scope, { division }) })}
          />
        </Form.Item>
        <h3>{texts.geofence}</h3>
        <GeofenceField
          value={value.scope?.geofence}
          onChange={(geofence) => set({ scope: withScope(value.scope, { geofence }) })}
        />
      </Section>
      <Section title={texts.schedule}>
        <ScheduleField value={value.schedule} onChange={(schedule) => set({ schedule })} />
      </Section>
      <Section title={alarms.policy}>
        <PolicyField value={value} onChange={set} />
      </Section>
      <Section title={texts.reactions}>
        <ReactionField
          thingType={value.thingType}
          value={value.reactions ?? []}
          onChange={(reactions) => set({ reactions })}
        />
      </Section>
    </Form>
  )
}

type Scope = RuleDefinition['scope']

function withScope(scope: Scope, change: NonNullable<Scope>): Scope {
  const next = Object.fromEntries(
    Object.entries({ ...scope, ...change }).filter(([, each]) => each !== undefined),
  )
  return Object.keys(next).length > 0 ? next : undefined
}

interface BasicsProps {
  value: RuleDefinition
  set: (change: Partial<RuleDefinition>) => void
  error: Error | null
}

function Basics({ value, set, error }: BasicsProps) {
  const { form: texts } = useTexts(rulesTexts)
  const pick = usePick()
  const types = useRead(listThingTypes, {}, { staleMs: 60_000 })
  const events = useRead(listEventTypesForRules, {}, { staleMs: 600_000 })
  const type = types.data?.find((each) => each.id === value.thingType)
  const refused = (path: string) => {
    const help = fieldError(error, `definition/${path}`)
    return help ? { help, validateStatus: 'error' as const } : {}
  }
  return (
    <div className={styles.grid}>
      <Form.Item label={texts.title} htmlFor="rule-title" required {...refused('title')}>
        <Input
          id="rule-title"
          maxLength={100}
          value={value.title}
          onChange={(event) => set({ title: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={texts.thingType} htmlFor="rule-type" required {...refused('thingType')}>
        <Select
          id="rule-type"
          value={value.thingType || undefined}
          options={(types.data ?? []).map((each) => ({ value: each.id, label: pick(each.title) }))}
          onChange={(thingType) => set({ thingType })}
        />
      </Form.Item>
      <Form.Item label={texts.eventType} htmlFor="rule-event" required {...refused('eventType')}>
        <Select
          id="rule-event"
          showSearch={{ optionFilterProp: 'label' }}
          value={value.eventType || undefined}
          options={(events.data ?? []).map((each) => ({ value: each.id, label: pick(each.title) }))}
          onChange={(eventType) => set({ eventType })}
        />
      </Form.Item>
      <Form.Item
        className={styles.whole}
        label={texts.value}
        htmlFor="rule-value"
        required
        extra={texts.valueHint}
        {...refused('value')}
      >
        <Input
          id="rule-value"
          className="code"
          maxLength={500}
          value={value.value}
          onChange={(event) => set({ value: event.target.value })}
        />
      </Form.Item>
      {type ? (
        <div className={styles.whole}>
          <Vocabulary type={type} onPick={(word) => set({ value: `${value.value} ${word}`.trim() })} />
        </div>
      ) : null}
      <Form.Item label={texts.median} htmlFor="rule-median" extra={texts.medianHint} {...refused('medianOf')}>
        <InputNumber
          id="rule-median"
          min={3}
          max={15}
          step={2}
          value={value.medianOf ?? null}
          onChange={(medianOf) => set({ medianOf: medianOf ?? undefined })}
        />
      </Form.Item>
      <Form.Item label={texts.lateness} htmlFor="rule-lateness" extra={texts.latenessHint}>
        <InputNumber
          id="rule-lateness"
          min={0}
          max={604_800}
          style={{ width: 160 }}
          value={value.allowedLatenessSeconds}
          onChange={(seconds) => set({ allowedLatenessSeconds: seconds ?? 0 })}
        />
      </Form.Item>
    </div>
  )
}

/** The words an expression may use for this model. */
function Vocabulary({ type, onPick }: { type: ThingTypeInfo; onPick: (word: string) => void }) {
  const { form: texts } = useTexts(rulesTexts)
  const pick = usePick()
  const locale = useLocale()
  const entityTypes = useRead(listEntityTypes, {}, { staleMs: 600_000 })
  const schema = entityTypes.data?.find((each) => each.id === type.entityType)?.schema
  const numbers = schema
    ? toFormFields(schema, locale).filter((field) => field.kind === 'number' || field.kind === 'integer')
    : []
  const word = (id: string, title: string) => (
    <button key={id} type="button" className={styles.word} onClick={() => onPick(id)}>
      <span className="code">{id}</span> {title}
    </button>
  )
  return (
    <>
      <div className={styles.words}>
        {texts.streams}{' '}
        {type.datastreams.map((each) => word(each.id, `${pick(each.title)} ${each.unitLabel}`))}
      </div>
      <div className={styles.words} style={{ marginBottom: 16 }}>
        {texts.attributes}{' '}
        {numbers.length > 0
          ? numbers.map((field) => word(`attr.${field.key}`, `${field.label} ${field.unit}`))
          : texts.noAttributes}
      </div>
    </>
  )
}
