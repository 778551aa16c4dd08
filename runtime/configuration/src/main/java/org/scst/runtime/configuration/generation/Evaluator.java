package org.scst.runtime.configuration.generation;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.description.Descriptions;
import org.scst.runtime.configuration.description.Validation;
import org.scst.runtime.configuration.dialect.Finding;
import org.scst.runtime.configuration.folder.FolderFile;
import org.scst.runtime.configuration.folder.FolderView;

/**
 * Decides which objects count. A file with an error does not: its object stays what it was, if it was anything. An object that
 * was taken on trust because no bundle described it does not stay when the description says that it is wrong.
 *
 * <p><i>Threading:</i> confined to the configuration thread.
 */
final class Evaluator {
    private final Descriptions descriptions;
    private final Validation validation;

    Evaluator(Descriptions descriptions) {
        this.descriptions = descriptions;
        this.validation = new Validation(descriptions);
    }

    /** A file whose name is one of an object. */
    private record Candidate(ObjectName name, FolderFile file) {}

    Evaluation evaluate(FolderView view, SortedMap<ObjectName, AcceptedObject> before) {
        Evaluation evaluation = new Evaluation(new TreeMap<>(), new TreeMap<>());
        List<Candidate> candidates = new ArrayList<>();
        for (FolderFile file : view.files().values()) {
            Optional<ObjectName> name = ObjectName.ofFile(file.name());
            if (name.isPresent()) {
                candidates.add(new Candidate(name.get(), file));
            } else {
                add(evaluation, file.name(), badName());
            }
        }
        // Who was there first keeps the object, also when a file that sorts before it claims it too.
        candidates.sort(Comparator.<Candidate, Boolean>comparing(candidate -> !before.containsKey(candidate.name()))
                .thenComparing(Candidate::name));
        Map<String, String> owners = new HashMap<>();
        for (Candidate candidate : candidates) {
            judge(candidate, view, before, owners, evaluation);
        }
        return evaluation;
    }

    /** The properties as Config Admin is to hold them. */
    Map<String, String> canonical(AcceptedObject object) {
        return validation.canonical(object.name(), object.properties());
    }

    private void judge(
            Candidate candidate,
            FolderView view,
            SortedMap<ObjectName, AcceptedObject> before,
            Map<String, String> owners,
            Evaluation evaluation) {
        ObjectName name = candidate.name();
        FolderFile file = candidate.file();
        findings(candidate).forEach(finding -> add(evaluation, file.name(), finding));
        Optional<AcceptedObject> former = Optional.ofNullable(before.get(name));
        AcceptedObject object;
        if (!evaluation.isBlocked(file.name())) {
            object = accepted(candidate, view, before);
        } else if (former.isPresent() && (former.get().described() || !isDescribed(name))) {
            object = former.get();
        } else {
            return;
        }
        Optional<String> owner = claim(object, file.name(), owners);
        if (owner.isPresent()) {
            add(evaluation, file.name(), conflict(object, owner.get()));
        } else {
            evaluation.objects().put(name, object);
        }
    }

    private List<Finding> findings(Candidate candidate) {
        return candidate.file().findings().isEmpty()
                ? validation.findings(candidate.name(), candidate.file().text())
                : candidate.file().findings();
    }

    private AcceptedObject accepted(
            Candidate candidate, FolderView view, SortedMap<ObjectName, AcceptedObject> before) {
        ObjectName name = candidate.name();
        String file = candidate.file().name();
        Optional<String> formerName = view.renames().entrySet().stream()
                .filter(rename -> rename.getValue().equals(file))
                .flatMap(rename -> ObjectName.ofFile(rename.getKey()).stream())
                .filter(former -> former.pid().equals(name.pid()))
                .map(ObjectName::name)
                .findFirst()
                .or(() -> Optional.ofNullable(before.get(name)).flatMap(AcceptedObject::formerName));
        return new AcceptedObject(
                name,
                file,
                candidate.file().text().properties(),
                isDescribed(name),
                formerName,
                Optional.of(candidate.file().text()));
    }

    /** Claims the object's names; returns the file that has claimed one of them before. */
    private Optional<String> claim(AcceptedObject object, String file, Map<String, String> owners) {
        ObjectName name = object.name();
        String ofFile = name.pid() + " file " + Normalizer.normalize(name.name(), Normalizer.Form.NFC);
        String ofObject = name.pid() + " name " + validation.publicName(name, object.properties());
        for (String key : List.of(ofFile, ofObject)) {
            String owner = owners.putIfAbsent(key, file);
            if (owner != null && !owner.equals(file)) {
                return Optional.of(owner);
            }
        }
        return Optional.empty();
    }

    private boolean isDescribed(ObjectName name) {
        return descriptions.of(name.pid()).isPresent();
    }

    private Finding conflict(AcceptedObject object, String owner) {
        return Finding.error(
                object.line("name"),
                "\"" + validation.publicName(object.name(), object.properties()) + "\" is configured by " + owner
                        + " already",
                "remove one of the two files, or give this object another name");
    }

    private static Finding badName() {
        return Finding.error(
                0,
                "the file's name is neither PID.cfg nor PID-NAME.cfg",
                "rename it; a PID has letters, digits, \".\" and \"_\"");
    }

    private static void add(Evaluation evaluation, String file, Finding finding) {
        evaluation.findings().computeIfAbsent(file, f -> new ArrayList<>()).add(finding);
    }
}
