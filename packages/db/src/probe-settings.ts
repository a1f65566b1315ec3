/**
 * Planner settings for connections whose statements consist of index probes, and must stay so when their plan was made
 * while the tables were empty or hardly filled: PostgreSQL keeps such a plan until it analyses the table anew.
 */
export const probeSettings = {
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_material: 'off',
  jit: 'off',
};
