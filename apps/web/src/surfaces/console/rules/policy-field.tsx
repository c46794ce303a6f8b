import type { RuleDefinition } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Checkbox, Form, Input, InputNumber } from 'antd'
import styles from './rules.module.css'
import { rulesTexts } from './rules.texts.ts'

type Policy = Pick<RuleDefinition, 'merge' | 'escalation'>

/** How alarms of the rule are told: those of one cause once, those nobody notices louder. */
export function PolicyField({ value, onChange }: { value: Policy; onChange: (policy: Policy) => void }) {
  const { alarms: texts } = useTexts(rulesTexts)
  const { merge, escalation } = value
  return (
    <>
      <Checkbox
        checked={merge !== undefined}
        onChange={(event) =>
          onChange({ merge: event.target.checked ? { withinSeconds: 600, withinMetres: 500 } : undefined })
        }
      >
        {texts.withMerge}
      </Checkbox>
      {merge ? (
        <div className={styles.grid}>
          <Form.Item label={texts.withinSeconds} htmlFor="rule-merge-seconds">
            <InputNumber
              id="rule-merge-seconds"
              min={1}
              max={86_400}
              value={merge.withinSeconds}
              onChange={(seconds) => onChange({ merge: { ...merge, withinSeconds: seconds ?? 600 } })}
            />
          </Form.Item>
          <Form.Item label={texts.withinMetres} htmlFor="rule-merge-metres">
            <InputNumber
              id="rule-merge-metres"
              min={1}
              max={50_000}
              value={merge.withinMetres}
              onChange={(metres) => onChange({ merge: { ...merge, withinMetres: metres ?? undefined } })}
            />
          </Form.Item>
          <Form.Item label={texts.attribute} htmlFor="rule-merge-attribute" extra={texts.attributeHint}>
            <Input
              id="rule-merge-attribute"
              className="code"
              value={merge.attribute ?? ''}
              onChange={(event) =>
                onChange({ merge: { ...merge, attribute: event.target.value || undefined } })
              }
            />
          </Form.Item>
        </div>
      ) : null}
      <p />
      <Checkbox
        checked={escalation !== undefined}
        onChange={(event) =>
          onChange({ escalation: event.target.checked ? { afterSeconds: 600 } : undefined })
        }
      >
        {texts.withEscalation}
      </Checkbox>
      {escalation ? (
        <Form.Item label={texts.afterMinutes} htmlFor="rule-escalation">
          <InputNumber
            id="rule-escalation"
            min={0.1}
            max={10_080}
            value={escalation.afterSeconds / 60}
            onChange={(minutes) =>
              onChange({ escalation: { afterSeconds: Math.max(5, Math.round((minutes ?? 10) * 60)) } })
            }
          />
        </Form.Item>
      ) : null}
    </>
  )
}
