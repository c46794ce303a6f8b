import { useTexts } from '@civitas/ui'
import { Form, Select } from 'antd'
import { ChoicePart, NumberPart, TextPart, TickPart } from '../items/fields.tsx'
import { ListPart } from '../items/list-part.tsx'
import styles from './case-types.module.css'
import { designTexts } from './case-types.texts.ts'
import type { WrittenStage } from './design.ts'
import { LimitInput } from './limit-input.tsx'
import { KnownPart, WordsPart } from './parts.tsx'
import { WorkFields } from './task-fields.tsx'

export function BasicsPart() {
  const texts = useTexts(designTexts)
  return (
    <div className={styles.grid}>
      <WordsPart name={['title']} label={texts.title} />
      <TextPart name="numberPrefix" label={texts.prefix} extra={texts.prefixHint} />
      <Form.Item name="limit" label={texts.whole}>
        <LimitInput label={texts.whole} />
      </Form.Item>
      <TickPart name="evaluates" label={texts.evaluates} />
      <div className={styles.wide}>
        <TextPart name={['description', 'zh']} label={texts.description} rows={3} />
      </div>
    </div>
  )
}

export function CheckPart() {
  const texts = useTexts(designTexts)
  const form = Form.useFormInstance()
  const checks = Form.useWatch('checks', { form, preserve: true }) as boolean | undefined
  const stages = (Form.useWatch('stages', { form, preserve: true }) ?? []) as (WrittenStage | undefined)[]
  return (
    <>
      <TickPart name="checks" label={texts.hasCheck} />
      {checks ? (
        <div className={styles.grid}>
          <WordsPart name={['check', 'title']} label={texts.title} />
          <Form.Item name={['check', 'onFail']} label={texts.onFail}>
            <Select
              options={stages.flatMap((one) =>
                one ? [{ value: one.id, label: one.title?.zh || one.id }] : [],
              )}
            />
          </Form.Item>
          <NumberPart name={['check', 'photoWithin_m']} label={texts.near} min={1} />
          <WorkFields name={['check']} path={['check']} />
        </div>
      ) : null}
    </>
  )
}

/** What opens it, whom it reminds, what it scores, and the duty items it brings along. */
export function RulesPart() {
  const texts = useTexts(designTexts)
  return (
    <>
      <ListPart name="opensFor" title={texts.opensFor} fresh={() => ({ minLevel: 'blue' })}>
        {(at) => (
          <>
            <KnownPart kind="eventTypes" name={[at, 'eventType']} label={texts.eventType} />
            <ChoicePart name={[at, 'minLevel']} label={texts.minLevel} words={texts.levels} />
          </>
        )}
      </ListPart>
      <ListPart
        name="escalation"
        title={texts.escalation}
        fresh={() => ({ atPercent: 80, notify: 'dispatcher' })}
      >
        {(at) => (
          <>
            <NumberPart name={[at, 'atPercent']} label={texts.atPercent} min={1} max={500} />
            <KnownPart kind="roles" name={[at, 'notify']} label={texts.notify} />
            <TextPart name={[at, 'message', 'zh']} label={texts.message} />
          </>
        )}
      </ListPart>
      <ListPart
        name="appraisal"
        title={texts.appraisal}
        fresh={() => ({ id: 'in-time', when: 'in-time', points: 1, title: { zh: '' } })}
      >
        {(at) => (
          <>
            <TextPart name={[at, 'title', 'zh']} label={texts.title} />
            <TextPart name={[at, 'id']} label={texts.id} />
            <ChoicePart name={[at, 'when']} label={texts.when} words={texts.whens} />
            <NumberPart name={[at, 'points']} label={texts.points} />
          </>
        )}
      </ListPart>
      <ListPart
        name="dutyItems"
        title={texts.dutyItem}
        why={texts.dutyItemWhy}
        fresh={() => ({ id: 'city.', title: { zh: '' }, usualUnit: { zh: '' } })}
      >
        {(at) => (
          <>
            <TextPart name={[at, 'title', 'zh']} label={texts.title} />
            <TextPart name={[at, 'id']} label={texts.id} />
            <TextPart name={[at, 'usualUnit', 'zh']} label={texts.usualUnit} />
          </>
        )}
      </ListPart>
    </>
  )
}
