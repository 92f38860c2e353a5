/** What lies before this is the kernels' own. */
export function firstFree(): usize {
  return __heap_base;
}
