# Sourced by bench: what is measured. A row has a name, options for the load generator, and variants that take turns:
# SERVER, or LABEL=SERVER,OPTION,VALUE... with options of its own. `turns` says how often, where that is not --rounds.

names=() chosen=()
declare -A options variants turns
process_rows=(cold direct gc memory start)

row() { # NAME OPTIONS VARIANT...
    local name=$1
    names+=("$name")
    options[$name]=$2
    shift 2
    variants[$name]=$*
}

declare_rows() {
    local store lun operation writes shape connections depth bytes
    for store in nullio ext4 tmpfs; do
        case $store in nullio) lun=$null others="tgt limit" ;; ext4) lun=$ext4 others="tgt istgt limit" ;; *) lun=$tmpfs others="tgt istgt limit" ;; esac
        for operation in read write; do
            [ $operation = read ] && writes=0 || writes=100
            for shape in 4x32 1x32 1x1; do
                connections=${shape%x*} depth=${shape#*x}
                row "$store-$operation-$shape" "--lun $lun --writes $writes --connections $connections --depth $depth" ours $others
                [ $depth != 1 ] || turns[$store-$operation-$shape]=20
            done
        done
    done
    for operation in read write; do
        [ $operation = read ] && writes=0 || writes=100
        for shape in 1x8 4x4; do
            row "sequential-$operation-$shape" "--lun $ext4 --writes $writes --bytes 262144 --sequential --connections ${shape%x*} --depth ${shape#*x}" \
                ours limit tgt-1 tgt-4 tgt-16
        done
        for store in nullio ext4; do
            [ $store = nullio ] && lun=$null || lun=$ext4
            row "digests-$store-$operation-4x32" "--lun $lun --writes $writes --connections 4 --depth 32" without=ours with=ours,--digests
        done
    done
    for shape in 4x32 1x32; do
        row "handover-read-$shape" "--connections ${shape%x*} --depth ${shape#*x}" direct=ours,--lun,$ext4 threads=ours,--lun,$handover
    done
    # What it costs to write where nobody else waits, and what inline_writes saves.
    row inline-write-1x1 "--writes 100 --connections 1 --depth 1" threads=ours,--lun,$ext4 inline=ours,--lun,$inline tgt=tgt,--lun,$ext4
    turns[inline-write-1x1]=20
    row idle-sessions "--lun $null --connections 4 --depth 32" 0=ours 100=ours,--idle,100 1000=ours,--idle,1000
    row luns "--connections 4 --depth 32" 1=ours,--lun,$null 256=many,--lun,1-256 4000=many,--lun,1-4000
    for store in nullio ext4; do
        [ $store = nullio ] && lun=$null || lun=$ext4
        for connections in 1 2 4 8 16; do
            row "active-sessions-$store-$connections" "--lun $lun --connections $connections --depth 32" ours tgt limit
        done
    done
}

select_rows() {
    local name
    for name in "${names[@]}"; do ! grep -qE -- "$only" <<<"$name" || chosen+=("$name"); done
    local process=()
    for name in "${process_rows[@]}"; do ! grep -qE -- "$only" <<<"$name" || process+=("$name"); done
    process_rows=("${process[@]}")
    [ $((${#chosen[@]} + ${#process_rows[@]})) -gt 0 ] || { echo "bench: no row matches $only; bench --list prints them" >&2; exit 2; }
}
