import {
  Background,
  Controls,
  Handle,
  Position,
  ReactFlow,
  type Edge as FlowEdge,
  type Node as FlowNode,
  type NodeProps,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { memo, useMemo } from 'react';
import { kindNamed, objectPath } from '../../kinds/find.ts';
import { useGo } from '../../ui/scoped-link.tsx';
import { StatusMark } from '../../ui/status.tsx';
import { columns, NODE, type Edge, type Node } from './layout.ts';

type ObjectNode = FlowNode<{ node: Node }, 'object'>;

const ObjectBox = memo(function ObjectBox({ data: { node } }: NodeProps<ObjectNode>) {
  return (
    <div className={`sy-impact-node${node.depth === 0 ? ' sy-impact-root' : ''}`} title={node.name}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <StatusMark status={node.status} />
      <span>
        <b>{node.name}</b>
        <small>
          {kindNamed(node.kind)?.one ?? node.kind}
          {node.detail ? ` · ${node.detail}` : ''}
        </small>
      </span>
      <Handle type="source" position={Position.Right} isConnectable={false} />
    </div>
  );
});

const nodeTypes = { object: ObjectBox };

/** Layers from left to right. The tree beside it says the same in words, so this one is kept from screen readers and tab stops. */
export function ImpactGraph({ nodes, edges }: { nodes: readonly Node[]; edges: readonly Edge[] }) {
  const go = useGo();
  const boxes = useMemo<ObjectNode[]>(
    () =>
      columns(nodes, edges).map(({ node, x, y }) => ({
        id: node.id,
        type: 'object',
        position: { x, y },
        data: { node },
        width: NODE.width,
        height: NODE.height,
      })),
    [nodes, edges],
  );
  const lines = useMemo<FlowEdge[]>(
    () =>
      edges.map(({ from, to, rule }) => ({
        id: `${from}|${to}|${rule}`,
        source: from,
        target: to,
        type: 'default',
        focusable: false,
      })),
    [edges],
  );
  const ys = boxes.map(({ position }) => position.y);
  const height = Math.max(...ys) - Math.min(...ys) + NODE.height + 96;
  return (
    <div className="sy-impact-graph" style={{ height: `clamp(180px, ${height}px, 62vh)` }}>
      <ReactFlow
        nodes={boxes}
        edges={lines}
        nodeTypes={nodeTypes}
        onNodeClick={(_, { data }) => go(objectPath(data.node.kind, data.node.id))}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        onlyRenderVisibleElements
        preventScrolling={false}
        zoomOnScroll={false}
        panOnScroll={false}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.12 }}
        minZoom={0.15}
        maxZoom={1.6}
        proOptions={{ hideAttribution: true }}
      >
        <Background gap={24} size={1} color="var(--sy-line)" />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}
