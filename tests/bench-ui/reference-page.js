// The page that the app is measured against: React Flow with its own advice for many nodes (memoised node
// type, only visible elements rendered). It gets its positions ready made; the app has to compute its own.
import { Handle, Position, ReactFlow, useNodesState } from '@xyflow/react'
import { createElement, memo, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import '@xyflow/react/dist/base.css'

const STATUSES = ['READY', 'RUNNING', 'NEEDS_REVIEW', 'DONE', 'FAILED']

const Card = memo(({ data }) =>
  createElement(
    'div',
    { className: 'card', 'data-node': data.id },
    createElement(Handle, { type: 'target', position: Position.Left }),
    createElement('strong', null, data.name),
    createElement('small', null, `${data.id} codex`),
    createElement('span', { className: `chip ${data.status}` }, data.status),
    createElement(Handle, { type: 'source', position: Position.Right }),
  ),
)
const nodeTypes = { card: Card }

function Flow({ graph }) {
  const [nodes, setNodes, onNodesChange] = useNodesState(graph.nodes)
  useEffect(() => {
    let cursor = 0
    window.change = (count) => {
      const from = cursor
      cursor = (cursor + count) % graph.nodes.length
      setNodes((now) =>
        now.map((node, at) =>
          at >= from && at < from + count
            ? { ...node, data: { ...node.data, status: STATUSES[(from + at) % STATUSES.length] } }
            : node,
        ),
      )
    }
  }, [graph, setNodes])
  return createElement(ReactFlow, {
    nodes,
    edges: graph.edges,
    onNodesChange,
    nodeTypes,
    onlyRenderVisibleElements: true,
    panOnScroll: true,
    minZoom: 0.1,
    defaultViewport: { x: 0, y: 0, zoom: 0.7 },
  })
}

const graph = await (await fetch('/graph.json')).json()
window.planArrived = performance.now()
createRoot(document.getElementById('root')).render(createElement(Flow, { graph }))
