import type { RuleSchedule } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Form, Select, TimePicker } from 'antd'
import dayjs from 'dayjs'
import styles from './rules.module.css'
import { rulesTexts } from './rules.texts.ts'

interface ScheduleFieldProps {
  value: RuleSchedule | undefined
  onChange: (value: RuleSchedule | undefined) => void
}

const clock = (text: string | undefined) => (text ? dayjs(`2025-01-01T${text}`) : null)

/** When the rule is judged: months, weekdays and hours of the day in the city’s time. */
export function ScheduleField({ value, onChange }: ScheduleFieldProps) {
  const { form: texts } = useTexts(rulesTexts)
  const set = (change: RuleSchedule) => {
    const next = Object.fromEntries(
      Object.entries({ ...value, ...change }).filter(([, each]) =>
        Array.isArray(each) ? each.length > 0 : each !== undefined,
      ),
    )
    onChange(Object.keys(next).length > 0 ? next : undefined)
  }
  return (
    <div className={styles.grid}>
      <Form.Item label={texts.months} htmlFor="months">
        <Select
          id="months"
          mode="multiple"
          placeholder={texts.allMonths}
          value={value?.months ?? []}
          options={Array.from({ length: 12 }, (_, index) => ({
            value: index + 1,
            label: texts.month(`${index + 1}`),
          }))}
          onChange={(months) => set({ months })}
        />
      </Form.Item>
      <Form.Item label={texts.weekdays} htmlFor="weekdays">
        <Select
          id="weekdays"
          mode="multiple"
          placeholder={texts.allDays}
          value={value?.weekdays ?? []}
          options={texts.weekdayNames.map((label, index) => ({ value: index + 1, label }))}
          onChange={(weekdays) => set({ weekdays })}
        />
      </Form.Item>
      {(['from', 'to'] as const).map((name) => (
        <Form.Item key={name} label={texts[name]} htmlFor={name}>
          <TimePicker
            id={name}
            format="HH:mm"
            style={{ width: '100%' }}
            value={clock(value?.[name])}
            onChange={(time) => set({ [name]: time ? time.format('HH:mm') : undefined })}
          />
        </Form.Item>
      ))}
    </div>
  )
}
