let known: boolean | undefined

/** Whether this browser draws WebGL with the processor (no graphics card): then motion and smoothing cost too much. */
export function isSoftwareRendered(): boolean {
  known ??= askRenderer()
  return known
}

function askRenderer(): boolean {
  const context = document.createElement('canvas').getContext('webgl2')
  if (!context) return false
  const details = context.getExtension('WEBGL_debug_renderer_info')
  const name = details ? String(context.getParameter(details.UNMASKED_RENDERER_WEBGL)) : ''
  context.getExtension('WEBGL_lose_context')?.loseContext()
  return /swiftshader|llvmpipe|software|basic render/i.test(name)
}
