/**
 * Small pieces every surface may use without weight. Heavy ones have doors of their own:
 * `@civitas/ui/chart/chart.tsx`, `@civitas/ui/map/map-canvas.tsx`, `@civitas/ui/antd-theme.ts`.
 */
export * from './button.tsx'
export * from './drawer.tsx'
export * from './field.tsx'
export * from './formats.ts'
export * from './level-tag.tsx'
export * from './locale.tsx'
export * from './relative-time.tsx'
export * from './sparkline.tsx'
export * from './stat.tsx'
export * from './states.tsx'
export * from './theme.tsx'
export * from './timeline.tsx'
export * from './tokens.ts'
