package org.scst.runtime.console.command;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;
import org.scst.core.admin.ConfigurationFiles.Edit;

/**
 * For whom an {@code export} maps its disk: for all initiators of a target, in the target's own file; or for those that are named, in
 * an initiator group of theirs.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param group name of the initiator group, empty when it is for all
 * @param place at which LUN
 * @param edits what has to be written, none when the disk is mapped so already
 */
record Mapping(String group, LunPlace place, List<Edit> edits) {
    private static final String TARGET = "target";
    private static final String INITIATORS = "initiators";

    static Mapping of(ExportRequest request, TargetChoice target, ConfiguredObjects objects) throws CommandFailure {
        return request.initiators().isEmpty() ? forAll(request, target) : forSome(request, target, objects);
    }

    private static Mapping forAll(ExportRequest request, TargetChoice target) throws CommandFailure {
        LunPlace place = place(request, target.name(), target.existing());
        List<Edit> edits = place.line()
                .map(line -> target.existing()
                        .map(file -> update(file, place))
                        .orElseGet(() -> target.make(Map.of(place.key(), line))))
                .map(List::of)
                .orElse(List.of());
        return new Mapping("", place, edits);
    }

    private static Mapping forSome(ExportRequest request, TargetChoice target, ConfiguredObjects objects)
            throws CommandFailure {
        Set<String> wanted = new HashSet<>(request.initiators());
        Optional<ConfiguredObject> group = target.existing().stream()
                .flatMap(file -> objects.groupsOf(file).stream())
                .filter(candidate -> wanted.equals(new HashSet<>(ConfiguredObjects.initiators(candidate))))
                .findFirst();
        String name = group.map(ConfiguredObject::name).orElseGet(() -> freeName(request.initiators(), objects));
        LunPlace place = place(request, "group \"" + name + "\" of " + target.name(), group);
        if (place.line().isEmpty()) {
            return new Mapping(name, place, List.of());
        }
        if (group.isPresent()) {
            return new Mapping(name, place, List.of(update(group.get(), place)));
        }
        Edit make = make(
                name,
                target.name(),
                request.initiators(),
                Map.of(place.key(), place.line().get()));
        return new Mapping(
                name, place, target.existing().isPresent() ? List.of(make) : List.of(target.make(Map.of()), make));
    }

    /** What makes a group. */
    static Edit make(String name, String target, List<String> initiators, Map<String, String> luns) {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        values.put(TARGET, Optional.of(target));
        values.put(INITIATORS, Optional.of(String.join(", ", initiators)));
        luns.forEach((key, line) -> values.put(key, Optional.of(line)));
        return new Edit(
                ConfiguredObjects.GROUP_PID,
                name,
                Edit.Kind.CREATE,
                values,
                "Initiators that see LUNs of their own, made by a command.");
    }

    private static LunPlace place(ExportRequest request, String owner, Optional<ConfiguredObject> file)
            throws CommandFailure {
        return LunPlace.of(
                owner,
                file.map(ConfiguredObjects::luns).orElse(Map.of()),
                request.name(),
                request.lun(),
                request.readOnly());
    }

    private static Edit update(ConfiguredObject file, LunPlace place) {
        return new Edit(file.pid(), file.name(), Edit.Kind.UPDATE, Map.of(place.key(), place.line()), "");
    }

    private static String freeName(List<String> initiators, ConfiguredObjects objects) {
        String first = initiators.getFirst();
        String base = TargetChoice.label(first.substring(first.lastIndexOf(':') + 1), "group");
        String candidate = base;
        for (int i = 2; objects.group(candidate).isPresent(); i++) {
            candidate = base + "-" + i;
        }
        return candidate;
    }
}
