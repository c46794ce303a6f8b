import type { CaseTypeContent } from '@civitas/sdk'
import { formatNumber, usePick, useTexts, useTheme } from '@civitas/ui'
import styles from './case-types.module.css'
import { designTexts } from './case-types.texts.ts'
import { type Box, layOut } from './lay-out.ts'

interface FlowDrawingProps {
  content: CaseTypeContent
  selected?: number
  /** Stages something stands against. */
  faulty: ReadonlySet<number>
  onSelect?: (stage: number) => void
}

const short = (text: string, most: number) =>
  [...text].length > most ? `${[...text].slice(0, most - 1).join('')}…` : text

/** Stages as boxes with their tasks, exits as lines; every stage is a button. */
export function FlowDrawing({ content, selected, faulty, onSelect }: FlowDrawingProps) {
  const texts = useTexts(designTexts)
  const { palette } = useTheme()
  const pick = usePick()
  const { boxes, links, width, height } = layOut(content)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
    <section className={styles.flow} aria-label={texts.flow} tabIndex={0}>
      <div style={{ width, height, position: 'relative' }}>
        <svg width={width} height={height} aria-hidden>
          <defs>
            <marker
              id="flow-arrow"
              viewBox="0 0 8 8"
              refX={7}
              refY={4}
              markerWidth={7}
              markerHeight={7}
              orient="auto"
            >
              <path d="M0 0L8 4L0 8z" fill={palette.muted} />
            </marker>
          </defs>
          {links.map((link) => (
            <g key={link.key}>
              <path
                d={link.path}
                fill="none"
                stroke={palette.muted}
                strokeWidth={1.25}
                strokeDasharray={link.back ? '5 4' : undefined}
                markerEnd="url(#flow-arrow)"
              />
              <text x={link.x} y={link.y} textAnchor="middle">
                {short(pick(link.title), 12)}
              </text>
            </g>
          ))}
        </svg>
        {boxes.map((box) => (
          <BoxView
            key={box.key}
            box={box}
            isSelected={box.stage !== undefined && box.stage === selected}
            isFaulty={box.stage !== undefined && faulty.has(box.stage)}
            onSelect={onSelect}
          />
        ))}
      </div>
    </section>
  )
}

interface BoxViewProps {
  box: Box
  isSelected: boolean
  isFaulty: boolean
  onSelect?: (stage: number) => void
}

function BoxView({ box, isSelected, isFaulty, onSelect }: BoxViewProps) {
  const texts = useTexts(designTexts)
  const pick = usePick()
  const at = { left: box.x, top: box.y, width: box.width, height: box.height }
  const { stage } = box
  if (stage === undefined)
    return (
      <div className={styles.end} style={at}>
        {box.kind === 'begin'
          ? texts.begin
          : box.kind === 'check'
            ? pick(box.title) || texts.toCheck
            : texts.end}
      </div>
    )
  const marks = `${isSelected ? styles.chosen : ''} ${isFaulty ? styles.faulty : ''}`
  return (
    <button type="button" className={`${styles.box} ${marks}`} style={at} onClick={() => onSelect?.(stage)}>
      <strong>{pick(box.title) || texts.stage}</strong>
      {box.tasks.map((task) => (
        <span key={task.id}>
          {pick(task.title) || task.id}
          {task.parallel ? <em>{texts.parallelMark}</em> : null}
          {task.vote ? <em>{texts.voteMark(formatNumber(task.vote.morePercent))}</em> : null}
          {task.assistants?.length ? <em>{texts.jointMark(formatNumber(task.assistants.length))}</em> : null}
        </span>
      ))}
    </button>
  )
}
