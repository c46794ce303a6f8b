import type { CockpitComponent, CockpitContent, CockpitPage, ComponentBinding } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { cockpitTexts } from '../../../capabilities/cockpit/cockpit.texts.ts'
import { viewsOf } from './builder-rules.ts'
import { cockpitsTexts } from './cockpits.texts.ts'
import { useDataOptions } from './use-data-options.ts'

interface PanelProps {
  component: CockpitComponent
  onChange: (change: Partial<CockpitComponent>) => void
  onRemove: () => void
}

function choices(words: Record<string, string>) {
  return Object.entries(words).map(([value, label]) => ({ value, label }))
}

/** Everything about one component: kind, data, audience, links, place. */
export function PropertyPanel({ component, onChange, onRemove }: PanelProps) {
  const texts = useTexts(cockpitsTexts)
  const words = useTexts(cockpitTexts)
  return (
    <Form layout="vertical" size="small">
      <Form.Item label={texts.title}>
        <Input
          aria-label={texts.title}
          value={component.title}
          maxLength={100}
          onChange={(event) => onChange({ title: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={texts.kind}>
        <Select
          aria-label={texts.kind}
          showSearch={{ optionFilterProp: 'label' }}
          value={component.kind}
          options={choices(words.kinds)}
          onChange={(kind) => onChange({ kind })}
        />
      </Form.Item>
      <BindingFields component={component} onChange={onChange} />
      <Form.Item label={texts.grade}>
        <Select
          aria-label={texts.grade}
          value={component.grade}
          options={choices(words.grades)}
          onChange={(grade) => onChange({ grade })}
        />
      </Form.Item>
      <Form.Item label={texts.below}>
        <Select
          aria-label={texts.below}
          value={component.below ?? 'hide'}
          options={choices(texts.belows)}
          onChange={(below) => onChange({ below })}
        />
      </Form.Item>
      <Form.Item label={texts.links}>
        <Checkbox
          checked={component.sets ?? false}
          onChange={(event) => onChange({ sets: event.target.checked })}
        >
          {texts.sets}
        </Checkbox>
        <Checkbox
          checked={component.follows ?? false}
          onChange={(event) => onChange({ follows: event.target.checked })}
        >
          {texts.follows}
        </Checkbox>
      </Form.Item>
      <Form.Item label={texts.place}>
        {(['x', 'y', 'w', 'h'] as const).map((side) => (
          <InputNumber
            key={side}
            aria-label={side}
            prefix={side}
            style={{ width: '50%' }}
            value={component[side]}
            onChange={(value) => onChange({ [side]: value ?? 0 })}
          />
        ))}
      </Form.Item>
      <Button danger block onClick={onRemove}>
        {texts.remove}
      </Button>
    </Form>
  )
}

/** Sources of which a component shows one. */
const single: ReadonlySet<ComponentBinding['source']> = new Set(['indicator', 'index', 'analysis'])

function BindingFields({ component, onChange }: Pick<PanelProps, 'component' | 'onChange'>) {
  const texts = useTexts(cockpitsTexts)
  const words = useTexts(cockpitTexts)
  const { binding } = component
  const options = useDataOptions(binding?.source)
  if (component.kind === 'text')
    return (
      <Form.Item label={texts.text}>
        <Input.TextArea
          aria-label={texts.text}
          rows={5}
          value={String(component.options?.text ?? '')}
          onChange={(event) => onChange({ options: { ...component.options, text: event.target.value } })}
        />
      </Form.Item>
    )
  if (!binding) return null
  const set = (change: Partial<ComponentBinding>) => onChange({ binding: { ...binding, ...change } })
  const views = choices(texts.views).filter((one) => viewsOf[binding.source].includes(one.value))
  return (
    <>
      <Form.Item label={texts.source}>
        <Select
          aria-label={texts.source}
          value={binding.source}
          options={choices(words.sources)}
          onChange={(source: ComponentBinding['source']) =>
            onChange({ binding: { source, view: viewsOf[source][0] } })
          }
        />
      </Form.Item>
      {views.length > 0 ? (
        <Form.Item label={texts.view}>
          <Select
            aria-label={texts.view}
            value={binding.view}
            options={views}
            onChange={(view) => set({ view })}
          />
        </Form.Item>
      ) : null}
      {options ? (
        <Form.Item label={texts.data}>
          <Select
            aria-label={texts.data}
            mode={single.has(binding.source) ? undefined : 'multiple'}
            showSearch={{ optionFilterProp: 'label' }}
            value={single.has(binding.source) ? binding.ids?.[0] : (binding.ids ?? [])}
            options={options}
            onChange={(value: string | string[]) => set({ ids: [value].flat() })}
          />
        </Form.Item>
      ) : null}
      {binding.source === 'static' ? (
        <FixedItems items={binding.items ?? []} onChange={(items) => set({ items })} />
      ) : null}
      <Form.Item label={texts.window}>
        <Select
          aria-label={texts.window}
          allowClear
          value={binding.window}
          options={['1h', '24h', 'today', '7d', '30d', 'month', 'year', '180d'].map((value) => ({
            value,
            label: value,
          }))}
          onChange={(window?: string) => set({ window })}
        />
      </Form.Item>
      <Form.Item label={texts.limit}>
        <InputNumber
          aria-label={texts.limit}
          min={1}
          max={200}
          value={binding.limit}
          onChange={(limit) => set({ limit: limit ?? undefined })}
        />
      </Form.Item>
    </>
  )
}

function FixedItems({
  items,
  onChange,
}: {
  items: Record<string, unknown>[]
  onChange: (items: Record<string, unknown>[]) => void
}) {
  const texts = useTexts(cockpitsTexts)
  return (
    <Form.Item label={texts.items}>
      <Input.TextArea
        aria-label={texts.items}
        rows={6}
        className="code"
        defaultValue={JSON.stringify(items, null, 1)}
        onChange={(event) => {
          const parsed = parseList(event.target.value)
          if (parsed) onChange(parsed)
        }}
      />
    </Form.Item>
  )
}

/** A list of objects, or undefined while the words are none yet. */
function parseList(words: string): Record<string, unknown>[] | undefined {
  try {
    const parsed: unknown = JSON.parse(words)
    return Array.isArray(parsed) ? (parsed as Record<string, unknown>[]) : undefined
  } catch {
    return undefined
  }
}

interface PagePropertiesProps {
  page: CockpitPage
  content: CockpitContent
  onPage: (page: CockpitPage) => void
  onContent: (content: CockpitContent) => void
}

/** What holds for the whole page. */
export function PageProperties({ page, content, onPage, onContent }: PagePropertiesProps) {
  const texts = useTexts(cockpitsTexts)
  const words = useTexts(cockpitTexts)
  return (
    <Form layout="vertical" size="small">
      <p>{texts.pickOne}</p>
      <Form.Item label={texts.title}>
        <Input
          aria-label={texts.title}
          value={page.title}
          onChange={(event) => onPage({ ...page, title: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={texts.grade}>
        <Select
          aria-label={texts.grade}
          value={page.grade}
          options={choices(words.grades)}
          onChange={(grade) => onPage({ ...page, grade })}
        />
      </Form.Item>
      <Form.Item label={texts.theme}>
        <Select
          aria-label={texts.theme}
          value={content.theme}
          options={choices(texts.themes)}
          onChange={(theme) => onContent({ ...content, theme })}
        />
      </Form.Item>
      <Form.Item label={texts.rows}>
        <InputNumber
          aria-label={texts.rows}
          min={4}
          max={100}
          value={content.rows}
          onChange={(rows) => onContent({ ...content, rows: rows ?? 20 })}
        />
      </Form.Item>
      <Form.Item label={texts.cycle}>
        <InputNumber
          aria-label={texts.cycle}
          min={2}
          max={3600}
          value={content.refreshSeconds}
          onChange={(refreshSeconds) => onContent({ ...content, refreshSeconds: refreshSeconds ?? 10 })}
        />
      </Form.Item>
    </Form>
  )
}
