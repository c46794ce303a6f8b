import { listEventTypesForRules, type RuleDefinition } from '@civitas/sdk'
import { LevelTag, usePick, useTexts } from '@civitas/ui'
import { useRead } from '../../../app/query.ts'
import { useModelTitles } from '../fleet/use-model-titles.ts'
import { DivisionName } from '../parts/division-name.tsx'
import { Facts, Raw, Section } from '../parts/page.tsx'
import { sayComparison } from './comparison-field.tsx'
import styles from './rules.module.css'
import { rulesTexts } from './rules.texts.ts'

/** A rule in words, to read. */
export function RuleDefinitionView({ definition }: { definition: RuleDefinition }) {
  const { form: texts } = useTexts(rulesTexts)
  const titles = useModelTitles()
  const pick = usePick()
  const events = useRead(listEventTypesForRules, {}, { staleMs: 600_000 })
  const event = events.data?.find((one) => one.id === definition.eventType)
  const { scope, condition, schedule, reactions } = definition
  return (
    <div className={styles.stack}>
      <Section title={texts.basics}>
        <Facts
          facts={[
            { label: texts.thingType, value: titles.get(definition.thingType) ?? definition.thingType },
            { label: texts.value, value: <span className="code">{definition.value}</span> },
            { label: texts.eventType, value: event ? pick(event.title) : definition.eventType },
            { label: texts.median, value: definition.medianOf ?? '—' },
            { label: texts.lateness, value: definition.allowedLatenessSeconds },
            {
              label: texts.division,
              value: scope?.division ? <DivisionName code={scope.division} /> : '—',
            },
          ]}
        />
      </Section>
      <Section title={texts.levels}>
        {definition.levels.map((each) => (
          <div key={each.level} className={styles.line}>
            <LevelTag level={each.level} />
            <span>
              {texts.raise} <b className="number">{sayComparison(each.raise)}</b>
            </span>
            <span>
              {texts.clear} <b className="number">{sayComparison(each.clear)}</b>
            </span>
            <span>
              {texts.hold} {each.holdSeconds}
            </span>
            {each.holdReadings ? (
              <span>
                {texts.readings} {each.holdReadings}
              </span>
            ) : null}
          </div>
        ))}
      </Section>
      <Part title={texts.conditions} value={condition} />
      <Part title={texts.geofence} value={scope?.geofence} />
      <Part title={texts.schedule} value={schedule} />
      <Part title={texts.reactions} value={reactions?.length ? reactions : undefined} />
    </div>
  )
}

function Part({ title, value }: { title: string; value: unknown }) {
  if (value === undefined) return null
  return (
    <Section title={title}>
      <Raw>{JSON.stringify(value, null, 1)}</Raw>
    </Section>
  )
}
